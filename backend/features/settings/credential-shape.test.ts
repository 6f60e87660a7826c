import { describe, expect, it } from 'vitest';
import { findShapeProblem } from './credential-shape.ts';

const candidate = {
  phoneNumberId: '700500300100200',
  businessAccountId: '900100200300400',
  accessToken: 'EAAtoken'.padEnd(200, 'x'),
  appSecret: '0123456789abcdef0123456789abcdef',
  apiVersion: 'v26.0',
};

describe('the shape of credentials', () => {
  it('is no ground for refusing what Meta might accept', () => {
    expect(findShapeProblem(candidate)).toBeUndefined();
    expect(findShapeProblem({ ...candidate, appSecret: undefined })).toBeUndefined();
    expect(findShapeProblem({ ...candidate, accessToken: 'a-token-of-another-kind' })).toBe(
      undefined,
    );
  });

  it.each([
    ['the same ID twice', { businessAccountId: candidate.phoneNumberId }, 'businessAccountId'],
    ['a token with a line break', { accessToken: 'EAAfirst\nsecond' }, 'accessToken'],
    ['a token with its scheme', { accessToken: `Bearer ${candidate.accessToken}` }, 'accessToken'],
    ['a token in quotation marks', { accessToken: `"${candidate.accessToken}"` }, 'accessToken'],
    ['a token with dots', { accessToken: 'EAAGm0PX4…9fKq' }, 'accessToken'],
    ['the app secret as token', { accessToken: candidate.appSecret }, 'accessToken'],
    ['the app’s token', { accessToken: `310000000000001|${candidate.appSecret}` }, 'accessToken'],
    ['an ID as token', { accessToken: '700500300100200' }, 'accessToken'],
    ['the token as app secret', { appSecret: candidate.accessToken }, 'appSecret'],
    ['the app’s ID as app secret', { appSecret: '310000000000001' }, 'appSecret'],
    ['an app secret in pieces', { appSecret: '0123456789abcdef 0123456789abcdef' }, 'appSecret'],
  ])('refuses %s beside its field, without repeating a key', (_what, change, field) => {
    const asked = { ...candidate, ...change };
    const problem = findShapeProblem(asked);
    expect(problem).toMatchObject({ kind: 'refused', field });
    expect(problem?.message).not.toContain(asked.accessToken);
    expect(problem?.message).not.toContain(asked.appSecret);
  });
});

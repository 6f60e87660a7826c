import { describe, expect, it } from 'vitest';
import {
  describeGraphError,
  findGraphErrorEntry,
  parseGraphError,
  toSendError,
} from './graph-error.ts';
import { GRAPH_ERRORS, UNKNOWN_GRAPH_ERROR } from './graph-error-table.ts';

describe('Meta’s error envelope', () => {
  it('is read with details in an object or as a bare string', () => {
    const error = { message: '(#131047) Re-engagement message', code: 131047, fbtrace_id: 'T' };
    expect(
      parseGraphError({ error: { ...error, error_data: { details: 'More than 24 hours' } } }),
    ).toEqual({
      code: 131047,
      subcode: undefined,
      message: '(#131047) Re-engagement message',
      details: 'More than 24 hours',
      traceId: 'T',
      retryAfterMs: undefined,
    });
    expect(parseGraphError({ error: { ...error, error_data: 'bare' } })?.details).toBe('bare');
  });

  it.each([
    null,
    'text',
    [],
    {},
    { error: null },
    { error: 'no' },
    { error: { code: '190' } },
    { error: { code: 1.5 } },
    { error: { message: 'no code' } },
  ])('is nothing else: %j', (body) => {
    expect(parseGraphError(body)).toBeUndefined();
  });
});

describe('the error dictionary', () => {
  it('has each code once', () => {
    const codes = GRAPH_ERRORS.flatMap(({ codes }) => codes).flatMap((code) =>
      typeof code === 'number'
        ? [code]
        : Array.from({ length: code[1] - code[0] + 1 }, (_, i) => code[0] + i),
    );
    expect(codes.length).toBe(new Set(codes).size);
  });

  it.each([
    [0, 'pause_number'],
    [102, 'pause_number'],
    [190, 'pause_number'],
    [250, 'pause_number'],
    [368, 'pause_number'],
    [131031, 'pause_number'],
    [131042, 'pause_number'],
    [4, 'wait_quota'],
    [80007, 'wait_quota'],
    [130429, 'wait_number'],
    [131056, 'wait_pair'],
    [2, 'retry'],
    [131000, 'retry_few'],
    [131026, 'fail'],
    [131047, 'fail'],
    [132001, 'fail'],
    [131205, 'fail'],
    [999_999, 'fail'],
  ])('says what the outbox does about %i: %s', (code, reaction) => {
    expect(findGraphErrorEntry(code).reaction).toBe(reaction);
  });

  it('tells people what happened and what to do, with Meta’s details and without bare codes', () => {
    const error = describeGraphError(131047, 'Re-engagement message', 'More than 24 hours passed');
    expect(error.title).toBe('the 24-hour window had closed');
    expect(error.details).toMatch(/approved template.*Meta says: More than 24 hours passed/);
    expect(error).toMatchObject({ code: 131047, is_retryable: false });
  });

  it('tells a fault in the message from a number that Meta does not know', () => {
    const error = { ...parseGraphError({ error: { code: 100, message: 'x' } })! };
    expect(toSendError(error).title).toBe(findGraphErrorEntry(100).title);
    expect(toSendError({ ...error, subcode: 33 })).toMatchObject({
      code: 100,
      title: findGraphErrorEntry(803).title,
      is_retryable: true,
    });
  });

  it('falls back on Meta’s own words for a code it does not have', () => {
    expect(describeGraphError(999_999, '(#999999) Something new')).toMatchObject({
      code: 999_999,
      title: 'Something new',
      is_retryable: true,
    });
    expect(describeGraphError(null).title).toBe(UNKNOWN_GRAPH_ERROR.title);
  });

  it('keeps words storable', () => {
    expect(describeGraphError(100, undefined, 'a\u0000b\ud800').details).toMatch(/a\uFFFDb\uFFFD$/);
  });
});

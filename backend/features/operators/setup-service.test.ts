import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRig, GOOD_PASSWORD, SETUP_TOKEN } from '../../../test/support/access-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const claimOf = (token: string, email = 'admin@example.com') => ({
  setup_token: token,
  name: 'Nadia Okoro',
  email,
  password: GOOD_PASSWORD,
});
const ADDRESS = '192.0.2.1';

describe.each(testDatabases)('the set-up of the first admin ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  beforeEach(async () => {
    opened = await create();
  });
  afterEach(() => opened.discard());

  const generated = async (rig = new AccessRig(opened.database, { configuredToken: null })) => {
    const { token } = await rig.setup.prepare();
    return { rig, token: token ?? '' };
  };

  it('makes the holder of the configured token the first admin, and signs in', async () => {
    const rig = new AccessRig(opened.database);
    expect(await rig.setup.prepare()).toEqual({});
    expect(await rig.setup.needsSetup()).toBe(true);
    const answer = await rig.setup.claim(claimOf(SETUP_TOKEN), ADDRESS);
    expect(answer.operator).toMatchObject({ role: 'admin', email: 'admin@example.com' });
    expect(await rig.tokens.findPrincipal(answer.access_token)).toMatchObject({ role: 'admin' });
    expect(await rig.setup.needsSetup()).toBe(false);
  });

  it('generates a token when none is configured, and stores only its hash', async () => {
    const { token, rig } = await generated();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await opened.database.read('setup_tokens'))).not.toContain(token);
    await expect(rig.setup.claim(claimOf(token), ADDRESS)).resolves.toBeDefined();
  });

  it('lets a generated token live for an hour', async () => {
    const { rig, token } = await generated();
    rig.nowMs += 3_600_000;
    await expect(rig.setup.claim(claimOf(token), ADDRESS)).rejects.toMatchObject({
      code: 'setup_closed',
    });
  });

  it('refuses a wrong token, and one that a later configuration has replaced', async () => {
    const { token } = await generated();
    const rig = new AccessRig(opened.database);
    await rig.setup.prepare();
    for (const wrong of [token, `${SETUP_TOKEN}x`]) {
      await expect(rig.setup.claim(claimOf(wrong), ADDRESS)).rejects.toThrow(/not right/);
    }
    expect(await rig.setup.needsSetup()).toBe(true);
  });

  it('works once: afterwards every token is void, also after a restart', async () => {
    const rig = new AccessRig(opened.database);
    await rig.setup.prepare();
    await rig.setup.claim(claimOf(SETUP_TOKEN), ADDRESS);
    const again = new AccessRig(opened.database);
    expect(await again.setup.prepare()).toEqual({});
    for (const instance of [rig, again]) {
      await expect(
        instance.setup.claim(claimOf(SETUP_TOKEN, 'b@example.com'), ADDRESS),
      ).rejects.toThrow(/set up already/);
    }
  });

  it('keeps the token valid when the password is refused', async () => {
    const rig = new AccessRig(opened.database);
    await rig.setup.prepare();
    const weak = { ...claimOf(SETUP_TOKEN), password: 'password1234' };
    await expect(rig.setup.claim(weak, ADDRESS)).rejects.toMatchObject({
      code: 'validation_failed',
    });
    await expect(rig.setup.claim(claimOf(SETUP_TOKEN), ADDRESS)).resolves.toBeDefined();
  });

  it('gives one admin for concurrent claims, with one token or with several', async () => {
    const { rig, token } = await generated();
    const other = await generated(new AccessRig(opened.openAgain(), { configuredToken: null }));
    const claims = Array.from({ length: 8 }, (_, index) =>
      index % 2 === 0
        ? rig.setup.claim(claimOf(token, `a${index}@example.com`), `192.0.2.${index}`)
        : other.rig.setup.claim(claimOf(other.token, `b${index}@example.com`), `192.0.2.${index}`),
    );
    const results = await Promise.allSettled(claims);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'setup_closed' });
    }
    expect(await opened.database.read('operators')).toHaveLength(1);
  });

  it('slows down whoever guesses tokens', async () => {
    const { rig, token } = await generated();
    for (let index = 0; index < 5; index += 1) {
      await expect(rig.setup.claim(claimOf('wrong'), ADDRESS)).rejects.toThrow(/not right/);
    }
    await expect(rig.setup.claim(claimOf(token), ADDRESS)).rejects.toMatchObject({
      code: 'too_many_requests',
    });
  });
});

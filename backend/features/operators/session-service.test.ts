import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRig, GOOD_PASSWORD } from '../../../test/support/access-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { COMMAND_LINE } from './audit-log.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ADDRESS = '127.0.0.1';

describe.each(testDatabases)('sessions ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  beforeEach(async () => {
    opened = await create();
    rig = new AccessRig(opened.database);
  });
  afterEach(() => opened.discard());

  const isAlive = async (accessToken: string) =>
    (await rig.tokens.findPrincipal(accessToken)) !== undefined;
  const refresh = (token: string) => rig.sessions.refresh(token, ADDRESS);
  const refused = { code: 'unauthorized' };
  const auditedActions = async () =>
    (await opened.database.read('audit_log').orderBy('created_at').orderBy('id')).map(
      (row: { action: string }) => row.action,
    );

  it('open with the right password and name their operator', async () => {
    const session = await rig.signIn('operator');
    expect(session.expires_in).toBe(600);
    expect(await rig.tokens.findPrincipal(session.access_token)).toEqual({
      kind: 'operator',
      id: session.operator.id,
      name: 'Nadia Okoro',
      role: 'operator',
    });
  });

  it('are stored as hashes only', async () => {
    const session = await rig.signIn('operator');
    const stored = JSON.stringify(await opened.database.read('whatsapp_session'));
    expect(stored).not.toContain(session.access_token);
    expect(stored).not.toContain(session.refresh_token);
  });

  it('say how many tries are left, alike for wrong passwords and unknown accounts', async () => {
    await rig.signIn('operator');
    for (const email of ['operator@example.com', 'nobody@example.com']) {
      const answers: unknown[] = [];
      for (let index = 0; index < 6; index += 1) {
        await rig.sessions
          .login(email, 'wrong password', '192.0.2.7')
          .catch((error: Error) => answers.push(error.message));
      }
      expect(answers).toEqual([
        'Email or password is not right. 4 tries left before a 15-minute pause.',
        'Email or password is not right. 3 tries left before a 15-minute pause.',
        'Email or password is not right. 2 tries left before a 15-minute pause.',
        'Email or password is not right. 1 try left before a 15-minute pause.',
        'Email or password is not right. Wait 15 minutes before the next try.',
        'Too many wrong tries from here. Wait 15 minutes, then try again.',
      ]);
    }
    // The owner, elsewhere, is not locked out.
    await expect(
      rig.sessions.login('operator@example.com', GOOD_PASSWORD, '192.0.2.8'),
    ).resolves.toBeDefined();
  });

  it('limit before they hash, also against many tries at once', async () => {
    await rig.signIn('operator');
    let hashes = 0;
    const verify = rig.hasher.verify.bind(rig.hasher);
    rig.hasher.verify = (...args) => {
      hashes += 1;
      return verify(...args);
    };
    const tries = Array.from({ length: 30 }, () =>
      rig.sessions.login('operator@example.com', 'wrong password', '192.0.2.7'),
    );
    const codes = (await Promise.allSettled(tries)).map((result) =>
      result.status === 'rejected' ? result.reason.code : 'signed in',
    );
    expect(hashes).toBe(5);
    expect(codes.filter((code) => code === 'wrong_credentials')).toHaveLength(5);
    expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(25);
  });

  it('end their access token after 10 minutes', async () => {
    const session = await rig.signIn('operator');
    rig.nowMs += 10 * MINUTE_MS - 1;
    expect(await isAlive(session.access_token)).toBe(true);
    rig.nowMs += 1;
    expect(await isAlive(session.access_token)).toBe(false);
  });

  it('go on by refreshing, each refresh token once', async () => {
    let session = await rig.signIn('operator');
    for (let index = 0; index < 3; index += 1) {
      rig.nowMs += HOUR_MS;
      const next = await refresh(session.refresh_token);
      expect(next.refresh_token).not.toBe(session.refresh_token);
      expect(await isAlive(next.access_token)).toBe(true);
      session = next;
    }
  });

  it('end as a family when a used refresh token comes back, and tell the listeners', async () => {
    const stolen = await rig.signIn('operator');
    const elsewhere = await rig.sessions.login('operator@example.com', GOOD_PASSWORD, ADDRESS);
    const mine = await refresh(stolen.refresh_token);
    const revoked: string[] = [];
    rig.sessions.onRevoked((id) => revoked.push(id));
    rig.nowMs += 11_000;
    await expect(refresh(stolen.refresh_token)).rejects.toMatchObject(refused);
    expect(await isAlive(mine.access_token)).toBe(false);
    await expect(refresh(mine.refresh_token)).rejects.toMatchObject(refused);
    expect(revoked).toEqual([stolen.operator.id]);
    expect(await auditedActions()).toContain('session.reuse_detected');
    // Another sign-in of the same person is another family.
    expect(await isAlive(elsewhere.access_token)).toBe(true);
  });

  it('survive a refresh whose answer was lost, with one living refresh token', async () => {
    const session = await rig.signIn('operator');
    const lost = await refresh(session.refresh_token);
    rig.nowMs += 9_000;
    const again = await refresh(session.refresh_token);
    expect(await isAlive(again.access_token)).toBe(true);
    expect(await isAlive(lost.access_token)).toBe(false);
    // Whoever holds the lost answer and uses it is found out.
    await expect(refresh(lost.refresh_token)).rejects.toMatchObject(refused);
    expect(await isAlive(again.access_token)).toBe(false);
  });

  it('give no second chance once the answer of the first refresh was used', async () => {
    const session = await rig.signIn('operator');
    const next = await refresh(session.refresh_token);
    const afterNext = await refresh(next.refresh_token);
    await expect(refresh(session.refresh_token)).rejects.toMatchObject(refused);
    expect(await isAlive(afterNext.access_token)).toBe(false);
  });

  it('leave one living refresh token when two requests refresh at once', async () => {
    const session = await rig.signIn('operator');
    const other = new AccessRig(opened.openAgain());
    const answers = await Promise.all([
      refresh(session.refresh_token),
      other.sessions.refresh(session.refresh_token, ADDRESS),
    ]);
    const living = await opened.database.read('whatsapp_session').whereNull('refresh_used_at');
    expect(living).toHaveLength(1);
    const alive = await Promise.all(answers.map((answer) => isAlive(answer.access_token)));
    expect(alive.sort()).toEqual([false, true]);
  });

  it('end after 12 hours without refresh and after 7 days in any case', async () => {
    const idle = await rig.signIn('operator');
    rig.nowMs += 12 * HOUR_MS;
    await expect(refresh(idle.refresh_token)).rejects.toThrow(/signed out/);
    let busy = await rig.sessions.login('operator@example.com', GOOD_PASSWORD, ADDRESS);
    const endsAtMs = rig.nowMs + 7 * 24 * HOUR_MS;
    while (rig.nowMs + 11 * HOUR_MS < endsAtMs) {
      rig.nowMs += 11 * HOUR_MS;
      busy = await refresh(busy.refresh_token);
    }
    rig.nowMs = endsAtMs;
    await expect(refresh(busy.refresh_token)).rejects.toMatchObject(refused);
  });

  it('end altogether at sign-out', async () => {
    const session = await rig.signIn('operator');
    const next = await refresh(session.refresh_token);
    await rig.sessions.logout(next.access_token);
    expect(await isAlive(session.access_token)).toBe(false);
    expect(await isAlive(next.access_token)).toBe(false);
    await expect(refresh(next.refresh_token)).rejects.toMatchObject(refused);
  });

  it('do not take an access token for a refresh token, nor the other way round', async () => {
    const session = await rig.signIn('operator');
    await expect(refresh(session.access_token)).rejects.toMatchObject(refused);
    expect(await isAlive(session.refresh_token)).toBe(false);
    expect(await isAlive('')).toBe(false);
    expect(await isAlive('chq_unknown')).toBe(false);
  });

  it('refuse a deactivated operator at once, on every instance', async () => {
    const session = await rig.signIn('operator');
    const other = new AccessRig(opened.openAgain());
    await other.operators.update(session.operator.id, { is_active: false }, COMMAND_LINE);
    expect(await isAlive(session.access_token)).toBe(false);
    await expect(refresh(session.refresh_token)).rejects.toMatchObject(refused);
    await expect(
      rig.sessions.login('operator@example.com', GOOD_PASSWORD, ADDRESS),
    ).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  it('mean nothing while their operator is not active, whoever switched that', async () => {
    const session = await rig.signIn('operator');
    await opened.database.transaction((tx) => tx('operators').update({ is_active: false }));
    expect(await isAlive(session.access_token)).toBe(false);
    await expect(refresh(session.refresh_token)).rejects.toMatchObject(refused);
  });
});

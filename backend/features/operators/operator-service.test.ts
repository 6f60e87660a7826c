import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRig, GOOD_PASSWORD } from '../../../test/support/access-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { COMMAND_LINE } from './audit-log.ts';

const NEW_PASSWORD = 'nine lamps for a violet otter';

describe.each(testDatabases)('operators and API keys ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  beforeEach(async () => {
    opened = await create();
    rig = new AccessRig(opened.database);
  });
  afterEach(() => opened.discard());

  it('have one account per email address', async () => {
    await rig.signIn('operator', 'same@example.com');
    await expect(rig.signIn('admin', 'same@example.com')).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await rig.operators.list()).toHaveLength(1);
    expect(await rig.operators.findByEmail('Same@Example.com ')).toMatchObject({
      role: 'operator',
    });
  });

  it('keep the last active admin', async () => {
    const { operator: first } = await rig.signIn('admin', 'a@example.com');
    const { operator: second } = await rig.signIn('admin', 'b@example.com');
    await rig.operators.update(second.id, { is_active: false }, COMMAND_LINE);
    for (const change of [{ role: 'operator' as const }, { is_active: false }]) {
      await expect(rig.operators.update(first.id, change, COMMAND_LINE)).rejects.toMatchObject({
        code: 'conflict',
      });
    }
    await rig.operators.update(second.id, { is_active: true }, COMMAND_LINE);
    await expect(
      rig.operators.update(first.id, { role: 'operator' }, COMMAND_LINE),
    ).resolves.toMatchObject({ role: 'operator' });
  });

  it('keep one admin when all are demoted at once, by two instances', async () => {
    const instances = [rig, new AccessRig(opened.openAgain())];
    const admins: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      admins.push((await rig.signIn('admin', `a${index}@example.com`)).operator.id);
    }
    const results = await Promise.allSettled(
      admins.map((id, index) =>
        instances[index % 2]?.operators.update(id, { role: 'operator' }, COMMAND_LINE),
      ),
    );
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(1);
    const left = (await rig.operators.list()).filter((operator) => operator.role === 'admin');
    expect(left).toHaveLength(1);
  });

  it('change role with the next request and tell the listeners', async () => {
    await rig.signIn('admin');
    const session = await rig.signIn('operator');
    const revoked: string[] = [];
    rig.sessions.onRevoked((id) => revoked.push(id));
    await rig.operators.update(session.operator.id, { role: 'admin' }, COMMAND_LINE);
    expect(await rig.tokens.findPrincipal(session.access_token)).toMatchObject({ role: 'admin' });
    expect(revoked).toEqual([session.operator.id]);
  });

  it('lose their sessions with a new password, which then is the only one', async () => {
    const session = await rig.signIn('operator');
    await rig.operators.update(session.operator.id, { password: NEW_PASSWORD }, COMMAND_LINE);
    expect(await rig.tokens.findPrincipal(session.access_token)).toBeUndefined();
    const login = (password: string) =>
      rig.sessions.login('operator@example.com', password, '127.0.0.1');
    await expect(login(GOOD_PASSWORD)).rejects.toMatchObject({ code: 'wrong_credentials' });
    await expect(login(NEW_PASSWORD)).resolves.toBeDefined();
  });

  it('keep their sessions when only the name changes', async () => {
    const session = await rig.signIn('operator');
    await rig.operators.update(session.operator.id, { name: 'Ada Obi' }, COMMAND_LINE);
    expect(await rig.tokens.findPrincipal(session.access_token)).toMatchObject({ name: 'Ada Obi' });
  });

  it('let servers in by key, until the key is revoked', async () => {
    const { key, api_key } = await rig.apiKeys.create(
      { name: 'shop', role: 'operator' },
      COMMAND_LINE,
    );
    expect(key).toMatch(/^chq_[\w-]{43}$/);
    expect(api_key.last4).toBe(key.slice(-4));
    expect(JSON.stringify(await opened.database.read('api_keys'))).not.toContain(key);
    expect(await rig.tokens.findPrincipal(key)).toEqual({
      kind: 'api_key',
      id: api_key.id,
      name: 'shop',
      role: 'operator',
    });
    await rig.apiKeys.revoke(api_key.id, COMMAND_LINE);
    expect(await rig.tokens.findPrincipal(key)).toBeUndefined();
    expect(await rig.apiKeys.list()).toEqual([]);
    await expect(rig.apiKeys.revoke(api_key.id, COMMAND_LINE)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('note a key’s use at most once a minute', async () => {
    const { key } = await rig.apiKeys.create({ name: 'shop', role: 'operator' }, COMMAND_LINE);
    let writes = 0;
    const setLastUsed = rig.apiKeyStore.setLastUsed.bind(rig.apiKeyStore);
    rig.apiKeyStore.setLastUsed = (...args) => {
      writes += 1;
      return setLastUsed(...args);
    };
    const lastUsed = async () => (await rig.apiKeys.list())[0]?.last_used_at ?? null;
    const firstUseMs = rig.nowMs;
    await rig.tokens.findPrincipal(key);
    await expect.poll(lastUsed).toBe(new Date(firstUseMs).toISOString());
    rig.nowMs += 59_000;
    await rig.tokens.findPrincipal(key);
    rig.nowMs += 1_000;
    await Promise.all([rig.tokens.findPrincipal(key), rig.tokens.findPrincipal(key)]);
    await expect.poll(lastUsed).toBe(new Date(firstUseMs + 60_000).toISOString());
    expect(writes).toBe(2);
  });

  it('leave a trail without secrets', async () => {
    const session = await rig.signIn('admin');
    await rig.operators.update(session.operator.id, { password: NEW_PASSWORD }, COMMAND_LINE);
    const { key } = await rig.apiKeys.create({ name: 'shop', role: 'admin' }, COMMAND_LINE);
    const rows: { action: string }[] = await opened.database.read('audit_log');
    expect(rows.map((row) => row.action).sort()).toEqual([
      'api_key.created',
      'operator.changed',
      'operator.created',
      'operator.signed_in',
    ]);
    for (const secret of [key, NEW_PASSWORD, GOOD_PASSWORD, session.access_token]) {
      expect(JSON.stringify(rows)).not.toContain(secret);
    }
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRig } from '../../../test/support/access-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { COMMAND_LINE } from './audit-log.ts';
import { hashToken } from './token.ts';

const SESSIONS = 450;
const tokenOf = (index: number) => `access-token-${index}`;

describe.each(testDatabases)('the owners of many tokens ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  let operatorId: string;
  beforeEach(async () => {
    opened = await create();
    rig = new AccessRig(opened.database);
    operatorId = (await rig.signIn('operator')).operator.id;
    const endsAtMs = rig.nowMs + 60_000;
    await opened.database.transaction(async (tx) => {
      for (let index = 0; index < SESSIONS; index += 1) {
        await rig.sessionStore.insert(tx, {
          id: `ss_${index}`,
          family_id: `sf_${index}`,
          operator_id: operatorId,
          access_hash: hashToken(tokenOf(index)),
          access_expires_at: index === 7 ? rig.nowMs - 1 : endsAtMs,
          refresh_hash: hashToken(`refresh-${index}`),
          refresh_used_at: null,
          successor_id: null,
          idle_expires_at: endsAtMs,
          absolute_expires_at: endsAtMs,
          created_at: rig.nowMs,
        });
      }
      await rig.sessionStore.deleteFamily(tx, 'sf_449');
    });
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });
  const all = () => Array.from({ length: SESSIONS }, (_, index) => tokenOf(index));
  const countReads = async (work: () => Promise<unknown>) => {
    let reads = 0;
    const count = () => (reads += 1);
    opened.database.read.on('query', count);
    await work();
    opened.database.read.removeListener('query', count);
    return reads;
  };

  it('are found with sessions and API keys side by side; ended and unknown tokens are missing', async () => {
    const { key, api_key } = await rig.apiKeys.create(
      { name: 'Report', role: 'admin' },
      COMMAND_LINE,
    );
    const revoked = await rig.apiKeys.create({ name: 'Old', role: 'operator' }, COMMAND_LINE);
    await rig.apiKeys.revoke(revoked.api_key.id, COMMAND_LINE);
    const owners = await rig.tokens.findPrincipals([...all(), key, revoked.key, 'unknown']);
    const expected = all().filter((token) => ![tokenOf(7), tokenOf(449)].includes(token));
    expect(new Set(owners.keys())).toEqual(new Set([...expected, key]));
    expect(owners.get(tokenOf(250))).toMatchObject({ id: operatorId, kind: 'operator' });
    expect(owners.get(key)).toEqual({
      kind: 'api_key',
      id: api_key.id,
      name: 'Report',
      role: 'admin',
    });
  });

  it('cost one read for 200 tokens', async () => {
    expect(await countReads(() => rig.tokens.findPrincipals(all()))).toBe(3);
  });

  it('cost nothing when nobody is asked about', async () => {
    expect(await countReads(() => rig.tokens.findPrincipals([]))).toBe(0);
  });
});

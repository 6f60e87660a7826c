import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from '../../../demo/simulator/test-rig.ts';
import { ADA, SendingRig } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { GraphBlocks } from '../../whatsapp/graph-blocks.ts';
import { BlockWorker } from './block-worker.ts';
import { ContactStore } from './contact-store.ts';

const NADIA = '+15550100999';
const AIKO = 'JP.30914477120056';

describe.each(testDatabases)('blocking ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let meta: SimulatorRig;
  let rig: SendingRig;
  beforeEach(async () => {
    opened = await create();
    meta = await SimulatorRig.start({ accessToken: 'token-one', appSecret: 'secret-one' });
    rig = new SendingRig(opened.database, meta.simulator.url);
    await rig.database.transaction(async (tx) => {
      for (const person of [NADIA, AIKO]) {
        await rig.contacts.resolveRecipient(tx, person, Date.now());
      }
    });
  });
  afterEach(async () => {
    await rig.stop();
    await meta.stop();
    await opened.discard();
  });

  const worker = (baseUrl = meta.simulator.url) =>
    new BlockWorker({
      database: rig.database,
      store: new ContactStore(),
      contacts: rig.contacts,
      connections: rig.connections,
      graph: new GraphBlocks({ baseUrl }),
      changeLog: rig.changeLog,
      changeNotifier: { wake: () => undefined },
      logger: pino({ level: 'silent' }),
    });
  const setBlocked = (person: string, is_blocked: boolean) =>
    rig.contacts.update(person, { is_blocked });
  const stateOf = async (person: string) => {
    const { read } = rig.database;
    return rig.contacts.toShown(read, await rig.contacts.getByReference(read, person));
  };
  const blockedAtMeta = async () => {
    const { phoneNumberId } = meta.simulator.options;
    return (await meta.call('GET', `${phoneNumberId}/block_users`)).body.data;
  };
  const send = () => rig.sending.send({ phone_number: NADIA, message_text: 'Hello' }, ADA);

  it('counts here at once, and is told to WhatsApp soon, and so is its end', async () => {
    meta.simulator.customerWrites('nadia', 'Hello');
    const contact = await setBlocked(NADIA, true);
    expect(contact).toMatchObject({ is_blocked: true, whatsapp_block: { state: 'pending' } });
    await expect(send()).rejects.toMatchObject({ code: 'contact_blocked' });
    await worker().runDue();
    expect(await stateOf(NADIA)).toMatchObject({ whatsapp_block: { state: 'done', reason: null } });
    expect(await blockedAtMeta()).toMatchObject([{ wa_id: '15550100999' }]);
    await setBlocked(NADIA, false);
    await send();
    await worker().runDue();
    expect(await stateOf(NADIA)).toMatchObject({
      is_blocked: false,
      whatsapp_block: { state: 'done' },
    });
    expect(await blockedAtMeta()).toEqual([]);
  });

  it('stays here where WhatsApp refuses it, which is told in words, until they write', async () => {
    await setBlocked(AIKO, true);
    await worker().runDue();
    expect(await stateOf(AIKO)).toMatchObject({
      is_blocked: true,
      whatsapp_block: { state: 'refused', reason: expect.stringContaining('last 24 hours') },
    });
    const changes = await rig.changeLog.readAfter(0, 99);
    expect(JSON.parse(changes.at(-1)?.payload ?? '')).toMatchObject({
      type: 'contact.updated',
      contact: { whatsapp_block: { state: 'refused' } },
    });
    meta.simulator.customerWrites('aiko', 'Hello?');
    await rig.database.transaction(async (tx) => {
      const record = await rig.contacts.getByReference(tx, AIKO);
      await rig.contacts.blockAgain(tx, [record], Date.now());
    });
    await worker().runDue();
    expect(await stateOf(AIKO)).toMatchObject({ whatsapp_block: { state: 'done', reason: null } });
    expect(await blockedAtMeta()).toHaveLength(1);
  });

  it('is tried again while WhatsApp cannot be reached, and lost by no end of the process', async () => {
    meta.simulator.customerWrites('nadia', 'Hello');
    await setBlocked(NADIA, true);
    const nowMs = Date.now();
    await worker('http://127.0.0.1:9').runDue(nowMs);
    expect(await stateOf(NADIA)).toMatchObject({ whatsapp_block: { state: 'pending' } });
    await worker().runDue(nowMs + 1_000);
    expect(await blockedAtMeta()).toEqual([]);
    await worker().runDue(nowMs + 3_000);
    expect(await blockedAtMeta()).toHaveLength(1);
  });

  it('ends as the operator said last, also when they changed their mind meanwhile', async () => {
    meta.simulator.customerWrites('nadia', 'Hello');
    await setBlocked(NADIA, true);
    const first = worker().runDue();
    await setBlocked(NADIA, false);
    await first;
    for (const waitMs of [0, 70_000]) await worker().runDue(Date.now() + waitMs);
    expect(await stateOf(NADIA)).toMatchObject({
      is_blocked: false,
      whatsapp_block: { state: 'done' },
    });
    expect(await blockedAtMeta()).toEqual([]);
  });

  it('of a group is a matter of ours alone', async () => {
    await rig.database.transaction((tx) =>
      rig.contacts.resolveRecipient(tx, 'group:Y2FwaV9ncm91cDox', Date.now()),
    );
    const group = await setBlocked('group:Y2FwaV9ncm91cDox', true);
    expect(group.is_blocked).toBe(true);
    expect(group.whatsapp_block).toBeUndefined();
  });
});

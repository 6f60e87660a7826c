import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from '../../../demo/simulator/test-rig.ts';
import { ADA, SendingRig } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const GROUP = 'group:Y2FwaV9ncm91cDox';

describe.each(testDatabases)('sending to a group ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let meta: SimulatorRig;
  let rig: SendingRig;
  beforeEach(async () => {
    opened = await create();
    meta = await SimulatorRig.start({
      accessToken: 'token-one',
      appSecret: 'secret-one',
      openApiFile: process.env.WHATSAPP_OPENAPI ?? '',
    });
    rig = new SendingRig(opened.database, meta.simulator.url);
    rig.worker.start();
  });
  afterEach(async () => {
    await rig.stop();
    await meta.stop();
    await opened.discard();
  });

  it('names it as Meta wants it, and takes its id for nobody’s phone', async () => {
    const message = await rig.sending.send({ phone_number: GROUP, message_text: 'Hello all' }, ADA);
    await rig.untilStatus(message.id, 'sent');
    expect(meta.simulator.ledger.list()).toMatchObject([{ by: 'group', input: GROUP.slice(6) }]);
    expect(meta.simulator.openApiViolations).toEqual([]);
    const contact = await rig.contacts.getByReference(rig.database.read, GROUP);
    expect(contact).toMatchObject({ userId: GROUP, waId: null, phoneNumber: null });
  });

  it('tells Meta’s refusal of a group that is not the business’s', async () => {
    const message = await rig.sending.send(
      { phone_number: 'group:Y2FwaV9u', message_text: 'Hello' },
      ADA,
    );
    await rig.untilStatus(message.id, 'failed');
    expect((await rig.getMessage(message.id)).error?.code).toBe(131_041);
  });
});

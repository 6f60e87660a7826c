import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph } from '../../../test/support/fake-graph.ts';
import { ADA, PHONE_NUMBER_ID, SendingRig } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const SECOND_NUMBER_ID = '700500300100299';
const CUSTOMER = '+15550100123';

describe.each(testDatabases)('sending by several numbers ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  beforeEach(async () => {
    opened = await create();
    graph = await startFakeGraph();
    rig = new SendingRig(opened.database, graph.url);
    const [first] = rig.connections.connections;
    rig.connections.connections.push({
      ...first!,
      id: 'cf_2',
      phoneNumberId: SECOND_NUMBER_ID,
      accessToken: 'token-two',
    });
  });
  afterEach(async () => {
    await rig.stop();
    await graph.close();
    await opened.discard();
  });

  const send = (more: object = {}) =>
    rig.sending.send({ phone_number: CUSTOMER, message_text: 'Hello', ...more }, ADA);

  it('goes out by the first one where nothing else is known or named', async () => {
    expect(await send()).toMatchObject({ phone_number_id: PHONE_NUMBER_ID });
  });

  it('goes out by the named one, with its credentials', async () => {
    rig.worker.start();
    const { id } = await send({ phone_number_id: SECOND_NUMBER_ID });
    await rig.untilStatus(id, 'sent');
    expect(graph.accepted).toHaveLength(1);
    expect(graph.accepted[0]?.path).toContain(`/${SECOND_NUMBER_ID}/messages`);
    expect(graph.accepted[0]?.authorization).toBe('Bearer token-two');
  });

  it('goes out by the one they were in touch with last', async () => {
    await send({ phone_number_id: SECOND_NUMBER_ID });
    expect(await send()).toMatchObject({ phone_number_id: SECOND_NUMBER_ID });
  });

  it('goes out by another one when that is not connected any more', async () => {
    await send({ phone_number_id: SECOND_NUMBER_ID });
    rig.connections.connections.pop();
    expect(await send()).toMatchObject({ phone_number_id: PHONE_NUMBER_ID });
    await expect(send({ phone_number_id: SECOND_NUMBER_ID })).rejects.toThrow(
      `The WhatsApp number with the ID ${SECOND_NUMBER_ID} is not connected.`,
    );
  });

  it('is one message for one click, though they wrote to another number meanwhile', async () => {
    const first = await send({ client_message_id: 'click-1' });
    await send({ phone_number_id: SECOND_NUMBER_ID });
    const again = await send({ client_message_id: 'click-1' });
    expect(again.id).toBe(first.id);
    expect(again.phone_number_id).toBe(PHONE_NUMBER_ID);
  });

  it('makes a broadcast of the number that it names', async () => {
    const { broadcast } = await rig.broadcasts.create(
      {
        phone_numbers: [CUSTOMER],
        message_text: 'Hello',
        phone_number_id: SECOND_NUMBER_ID,
      },
      ADA,
    );
    expect(broadcast.phone_number_id).toBe(SECOND_NUMBER_ID);
  });
});

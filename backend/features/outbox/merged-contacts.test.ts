import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph } from '../../../test/support/fake-graph.ts';
import { ADA, SendingRig, until } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

describe.each(testDatabases)(
  'what is queued for two contacts that are one ($name)',
  ({ create }) => {
    let opened: Awaited<ReturnType<typeof create>>;
    let graph: FakeGraph;
    let rig: SendingRig;
    beforeEach(async () => {
      opened = await create();
      graph = await startFakeGraph();
      rig = new SendingRig(opened.database, graph.url);
    });
    afterEach(async () => {
      await rig.stop();
      await graph.close();
      await opened.discard();
    });

    const send = (to: string, text: string) =>
      rig.sending.send({ to, type: 'text', text: { body: text } }, ADA);
    const merge = () =>
      rig.database.transaction((tx) =>
        rig.contacts.findOrCreate(
          tx,
          { userId: 'US.1', waId: '15550100999', toldAtMs: Date.now() },
          Date.now(),
        ),
      );
    const queue = () => rig.database.read('whatsapp_queue').orderBy('message_id');
    const contactIds = async () =>
      (await queue()).map(({ contact_id }: { contact_id: string }) => contact_id);

    it('leaves in the order in which it was queued, all to the one person', async () => {
      await send('+15550100999', 'one');
      await send('US.1', 'two');
      await send('+15550100999', 'three');
      const { id } = await merge();
      expect(await contactIds()).toEqual([id, id, id]);
      rig.worker.start();
      await until(async () => (await queue()).every(({ state }) => state === 'sent'));
      expect(graph.requests.map(({ body }) => body)).toMatchObject([
        { to: '+15550100999', text: { body: 'one' } },
        { to: '+15550100999', text: { body: 'two' } },
        { to: '+15550100999', text: { body: 'three' } },
      ]);
    });

    it('goes to each of them again when that is undone', async () => {
      const one = await send('+15550100999', 'one');
      const two = await send('US.1', 'two');
      const { id, lastMerge } = await merge();
      await rig.contacts.undoMerge(id, lastMerge?.id ?? '', ADA);
      expect(await contactIds()).toEqual([one.contact_id, two.contact_id]);
      rig.worker.start();
      await until(async () => (await queue()).every(({ state }) => state === 'sent'));
      expect(graph.requests.map(({ body }) => body)).toContainEqual(
        expect.objectContaining({ recipient: 'US.1' }),
      );
    });
  },
);

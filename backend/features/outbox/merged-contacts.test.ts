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

    describe('of a broadcast to both', () => {
      const start = async () => {
        const to = ['+15550100999', 'US.1'];
        const content = { phone_numbers: to, message_text: 'We are open again' };
        const { broadcast } = await rig.broadcasts.create(content, ADA);
        return broadcast.id;
      };
      const untilDone = async (id: string) => {
        await until(async () => (await rig.broadcasts.get(id)).state === 'done');
        return (await rig.broadcasts.listRecipients(id, { limit: 9 })).recipients;
      };
      const meet = async () => {
        for (const to of ['+15550100999', 'US.1']) {
          await rig.database.transaction((tx) => rig.contacts.resolveRecipient(tx, to, Date.now()));
        }
      };

      it('reaches the one person once, when they are merged before it begins', async () => {
        await meet();
        const id = await start();
        await merge();
        rig.worker.start();
        rig.broadcastWorker.start();
        const recipients = await untilDone(id);
        expect(recipients.map(({ state }) => state)).toEqual(['sent', 'refused']);
        expect(graph.accepted).toHaveLength(1);
      });

      it('reaches the one person once, when they are merged with both messages in line', async () => {
        const id = await start();
        rig.broadcastWorker.start();
        await until(async () => (await queue()).every(({ state }) => state === 'queued'));
        await merge();
        rig.worker.start();
        const recipients = await untilDone(id);
        expect(recipients.map(({ state }) => state)).toEqual(['sent', 'cancelled']);
        expect(graph.accepted).toHaveLength(1);
        expect(graph.requests.map(({ body }) => body)).toMatchObject([{ to: '+15550100999' }]);
        const messageId = recipients[1]?.message_id ?? '';
        expect(await rig.getMessage(messageId)).toMatchObject({
          status: 'failed',
          error: { is_retryable: false },
        });
      });

      it('reaches the one person once, when they are merged after the first has it', async () => {
        rig.worker.start();
        rig.broadcastWorker.start();
        const content = { phone_numbers: ['+15550100999'], message_text: 'We are open again' };
        const { broadcast } = await rig.broadcasts.create(content, ADA);
        await untilDone(broadcast.id);
        await meet();
        await merge();
        expect((await queue()).map(({ state }) => state)).toEqual(['sent']);
        expect(graph.accepted).toHaveLength(1);
      });
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

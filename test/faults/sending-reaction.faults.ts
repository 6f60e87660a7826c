import { describe, expect, it } from 'vitest';
import type { TracePoint } from '../../backend/trace-points.ts';
import { testDatabases } from '../support/test-databases.ts';
import { report } from './support/fault-form.ts';
import { SendingSite } from './support/sending-site.ts';
import { waitUntil } from './support/wait-until.ts';

const POINTS: readonly TracePoint[] = [
  'reaction_after_commit',
  'reaction_before_request',
  'reaction_after_answer',
];

/*
 * The server is killed at each point on a reaction's way. Reacting twice does no harm, so it arrives,
 * and in the end the phone, Meta and the inbox show the same emoji.
 */
describe.each(testDatabases)('reactions killed at every point ($name)', ({ create }) => {
  it('arrive all the same', async (context) => {
    const site = await SendingSite.open(create, { customers: POINTS.length });
    const { simulator, server, database } = site;
    const messages: { id: number; message_id: string }[] = await database
      .read('whatsapp_messages')
      .select('id', 'message_id')
      .orderBy('id');
    for (const [index, point] of POINTS.entries()) {
      const path = `/api/whatsapp/messages/${messages[index]?.id}/reaction`;
      await server.kill();
      await server.start({ at: point });
      const reacting = site.callUntilAnswered('POST', path, { emoji: '👍' });
      await server.whenEnded();
      // The lease of who died runs out; nobody has to wait for the clock here.
      await database.transaction((tx) =>
        tx('reaction_orders').whereNotNull('due_at').update({ due_at: 0, lease_until: null }),
      );
      await server.start();
      await reacting;
      await waitUntil(`the reaction that died at ${point} is taken`, async () => {
        const open = await database.read('reaction_orders').where({ state: 'pending' }).first();
        return open === undefined;
      });
    }
    await site.whenStatusesAreIn();
    const sent = simulator.ledger.list().filter(({ type }) => type === 'reaction');
    const reached = new Set(
      sent.map(({ content }) => (content as { message_id: string }).message_id),
    );
    expect(reached).toEqual(new Set(messages.map(({ message_id }) => message_id)));
    const rows: { reactions: string }[] = await database
      .read('whatsapp_messages')
      .select('reactions');
    expect(rows.map(({ reactions }) => JSON.parse(reactions))).toEqual(
      messages.map(() => [expect.objectContaining({ emoji: '👍', by: 'business' })]),
    );
    // Neither a reaction's status nor its echo is kept for a message that never comes.
    expect(await database.read('parked_statuses').select()).toEqual([]);
    report(context, { points: POINTS.length, reactions: sent.length });
  });
});

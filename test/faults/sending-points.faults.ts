import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TracePoint } from '../../backend/trace-points.ts';
import { testDatabases } from '../support/test-databases.ts';
import { report } from './support/fault-form.ts';
import { compareWithLedger, letQueueTimePass, whenQueueIsDone } from './support/sent-messages.ts';
import { SendingSite } from './support/sending-site.ts';

interface Expected {
  /** The message as the dead server left it in its database; undefined: none. */
  left: string | undefined;
  /** How many messages Meta had accepted by then. */
  accepted: number;
  /** The message after the restart while Meta's statuses are held back. */
  restarted: string;
  /** The message when its statuses are in. */
  inTheEnd: string;
}

const POINTS = Object.entries({
  // Nothing of it is on disk; the caller, who has no answer, sends it again.
  send_before_commit: {
    left: undefined,
    accepted: 0,
    restarted: 'sent',
    inTheEnd: 'delivered',
  },
  // On disk, and the caller has no answer: repeating the call finds the same message.
  send_after_commit: { left: 'queued', accepted: 0, restarted: 'sent', inTheEnd: 'delivered' },
  // No byte has left, but nobody can know that afterwards.
  outbox_before_request: {
    left: 'sending',
    accepted: 0,
    restarted: 'unknown',
    inTheEnd: 'unknown',
  },
  // Only Meta's echo of our id can tell that it was accepted.
  outbox_after_answer: {
    left: 'sending',
    accepted: 1,
    restarted: 'unknown',
    inTheEnd: 'delivered',
  },
  outbox_after_outcome: { left: 'sent', accepted: 1, restarted: 'sent', inTheEnd: 'delivered' },
} satisfies Partial<Record<TracePoint, Expected>>) as [TracePoint, Expected][];
/** Long enough for a worker that would send a message again to do so. */
const SECOND_SEND_MS = 1_500;

/*
 * The server is killed at each point between two durable steps of one send. What the message must be
 * afterwards follows from what can be known at that point, and it never leaves a second time.
 */
describe.each(testDatabases)('sends killed at every point ($name)', ({ create }) => {
  it('say what can be known, leave at most once, and by a person’s retry once', async (context) => {
    const site = await SendingSite.open(create, { customers: POINTS.length });
    const { simulator, database } = site;
    const holding = simulator.faults.add({ kind: 'held_webhook', count: null });
    const ids = new Map<string, string>();
    for (const [number, [point, expected]] of POINTS.entries()) {
      const { id, ...found } = await dieAt(site, point, site.phoneOf(number));
      const { left, accepted, restarted } = expected;
      expect(found, point).toEqual({ left, accepted, restarted });
      ids.set(point, id);
    }
    await sleep(SECOND_SEND_MS);
    simulator.faults.delete(holding.id);
    await site.whenStatusesAreIn();
    for (const [point, { inTheEnd }] of POINTS) {
      expect(await findStatus(site, point), point).toBe(inTheEnd);
    }
    expect(await compareWithLedger(database, simulator.ledger)).toMatchObject({
      messages: POINTS.length,
      doubled: 0,
      untrue: 0,
      open: 0,
    });

    await site.callUntilAnswered(
      'POST',
      `/api/whatsapp/messages/${ids.get('outbox_before_request')}/retry`,
    );
    await whenQueueIsDone(database);
    await site.whenStatusesAreIn();
    const found = await compareWithLedger(database, simulator.ledger);
    report(context, { points: POINTS.length, ...found });
    expect(found).toMatchObject({ delivered: POINTS.length, doubled: 0, untrue: 0 });
  });
});

/** One send during which the server dies at `point`, and is started again. */
async function dieAt(site: SendingSite, point: TracePoint, phone: string) {
  const { simulator, server, database } = site;
  const acceptedBefore = simulator.ledger.list().length;
  await server.kill();
  await server.start({ at: point });
  const sending = site.send(phone, point);
  await server.whenEnded();
  const left = await findStatus(site, point);
  const accepted = simulator.ledger.list().length - acceptedBefore;
  await letQueueTimePass(database);
  await server.start();
  const { id } = await sending;
  expect((await site.send(phone, point)).id).toBe(id);
  await whenQueueIsDone(database);
  return { id, left, accepted, restarted: await findStatus(site, point) };
}

/** The status of the message with this client_message_id, as committed. */
async function findStatus(
  { database }: SendingSite,
  clientMessageId: string,
): Promise<string | undefined> {
  const row = await database
    .read('whatsapp_messages')
    .where({ client_message_id: clientMessageId })
    .first<{ status: string } | undefined>('status');
  return row?.status;
}

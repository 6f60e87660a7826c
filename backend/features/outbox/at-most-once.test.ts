import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph, GraphReply } from '../../../test/support/fake-graph.ts';
import { PHONE_NUMBER_ID, SendingRig, until } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { advanceStatus } from '../../contract/message-status.ts';

const HOUR_MS = 3_600_000;
/** Meta's error body says that nothing was sent. */
const REFUSALS: GraphReply[] = [
  { error: 131016 },
  { error: 131056 },
  { error: 130429, status: 429 },
  { error: 190, status: 401 },
  { error: 131026 },
];
/** It was sent, or may have been. */
const PERHAPS_SENT: GraphReply[] = [
  'accept',
  'accept_then_drop',
  'html_502',
  'no_id',
  { error: 131000, status: 500 },
];

/** What happens next: the due message leaves, should it ever, and gets this reply; or Meta reports. */
type Step =
  | { reply: GraphReply }
  | { status: 'sent' | 'delivered' | 'read' | 'failed'; echo: 'first' | 'other' };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...REFUSALS).map((reply) => ({ reply })) },
    { weight: 2, arbitrary: fc.constantFrom(...PERHAPS_SENT).map((reply) => ({ reply })) },
    {
      weight: 1,
      arbitrary: fc.record({
        status: fc.constantFrom('sent', 'delivered', 'read', 'failed'),
        echo: fc.constantFrom('first', 'other'),
      }),
    },
  ),
  { minLength: 1, maxLength: 6 },
);

describe.each(testDatabases)('a message in the outbox ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    opened = await create();
    graph = await startFakeGraph();
    rig = new SendingRig(opened.database, graph.url, { pacing: { clock: () => Date.now() } });
    rig.worker.start();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await rig.stop();
    await graph.close();
    await opened.discard();
  });

  it('leaves again by itself only if it was refused, and its status goes forward', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        run += 1;
        const got: GraphReply[] = [];
        let reply: GraphReply = { error: 131016 };
        const wamid = `wamid.RUN_${run}`;
        const phone = `+1555011${String(run).padStart(4, '0')}`;
        graph.script = ({ body }) => {
          // What an earlier run left in the queue.
          if (body.to !== phone) return { error: 131026 };
          got.push(reply);
          return reply;
        };
        await makeDue();
        // Refused once, so that every sequence begins with a message that waits for another attempt.
        const id = await rig.send(phone);
        await until(async () => got.length === 1 && (await isSettled(id)));
        let isHeard = false;
        let before = (await rig.getMessage(id)).status;
        for (const step of sequence) {
          const count = got.length;
          if ('status' in step) {
            await rig.report(id, step.status, step.echo === 'first' ? wamid : `${wamid}_2`);
            isHeard = true;
          } else {
            reply = step.reply;
            const isDue = (await rig.getRow(id)).state === 'queued' && !isHeard;
            await makeDue();
            await until(async () => got.length > count || !isDue);
            await until(() => isSettled(id));
          }
          const after = (await rig.getMessage(id)).status;
          const isForward = advanceStatus(before, after) === after;
          expect(isForward || (before === 'queued' && after === 'queued')).toBe(true);
          if (isHeard) expect(got.length).toBe(count);
          before = after;
        }
        await makeDue();
        await until(() => isSettled(id));
        expect(got.slice(0, -1).filter((each) => PERHAPS_SENT.includes(each))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  }, 90_000);

  /** Lets every pause between attempts pass, and an admin mend what stands still. */
  async function makeDue(): Promise<void> {
    vi.setSystemTime(Date.now() + HOUR_MS);
    await rig.database.transaction((tx) => rig.outbox.liftPause(tx, PHONE_NUMBER_ID));
  }

  /** Nothing of it is under way, and nothing due. */
  async function isSettled(id: string): Promise<boolean> {
    const row = await rig.getRow(id);
    if (row.state === 'sending') return false;
    if (row.state !== 'queued' || row.due_at > Date.now()) return true;
    return (await rig.outbox.findPause(PHONE_NUMBER_ID)) !== undefined;
  }
});

import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReportedStatus } from '../../backend/contract/message-status.ts';
import type { Message, MessageError } from '../../backend/contract/message.ts';
import { applyAmendments, pickWinners } from '../../backend/features/messages/apply-amendments.ts';
import type { Amendment } from '../../backend/features/messages/apply-amendments.ts';
import { applyStatus } from '../../backend/features/messages/apply-status.ts';
import type { ReportedStep } from '../../backend/features/messages/apply-status.ts';
import { HistoryPlayer, historyArbitrary } from '../fixtures/webhooks/any-order-history.ts';
import { IngestRig } from '../fixtures/webhooks/ingest-rig.ts';
import { FIRST_SECOND } from '../fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../support/test-databases.ts';
import { report, SEED, seededRandom, size } from './support/fault-form.ts';

const ORDERS = size(5_000, 100_000);
const STORED_HISTORIES = size(10, 300);
const MAX_EVENTS = 30;

const MAX_STEPS = 10;
const MAX_AMENDMENTS = 6;
const MAX_DELIVERIES = 3;
/** So few that several things happen in one second, which is all that Meta tells of the time. */
const SECONDS = 8;

/** The ladder as the README promises it, told once more: failed beats sent, any delivery beats failed. */
const LADDER: readonly string[] = ['queued', 'sent', 'failed', 'delivered', 'read', 'played'];
const REPORTED: readonly ReportedStatus[] = ['sent', 'delivered', 'read', 'played', 'failed'];
const EMOJIS = ['👍', '❤️', '🙏🏽', null];

const ERRORS: readonly (MessageError | undefined)[] = [
  undefined,
  ...[131026, 131047, 130472].map((code) => ({
    code,
    title: `Error ${code}`,
    details: null,
    is_retryable: false,
  })),
];

const QUEUED: Message = {
  id: '1',
  message_id: 'wamid.ORDER',
  client_message_id: null,
  phone_number_id: '1',
  contact_id: '1',
  direction: 'outgoing',
  from_phone: null,
  to_phone: null,
  message_type: 'text',
  message_text: 'Hello',
  content: { kind: 'text', body: 'Hello' },
  status: 'queued',
  error: null,
  is_read: false,
  reply_to_message_id: null,
  sent_by: null,
  broadcast_id: null,
  created_at: new Date(FIRST_SECOND * 1_000).toISOString(),
  sent_at: null,
  delivered_at: null,
  read_at: null,
  reactions: [],
  edited_at: null,
  original_content: null,
  deleted_at: null,
};

type Event = { step: ReportedStep } | { amendment: Amendment };

/*
 * Meta's steps for a message arrive in any order, more than once, and between them what people do to
 * it. Operators must never see a status go down, and see the same in the end.
 */
describe('the order of statuses', () => {
  it('100,000 status orders: 0 regressions, one final state', (context) => {
    const random = seededRandom(71);
    const found = { regressions: 0, 'other ends': 0 };
    let deliveries = 0;
    let worst = '';
    for (let order = 0; order < ORDERS; order += 1) {
      const history = makeHistory(random);
      const delivered = shuffle(
        history.flatMap((event) =>
          Array.from({ length: 1 + Math.floor(random() * MAX_DELIVERIES) }, () => event),
        ),
        random,
      );
      deliveries += delivered.length;
      const expected = play(history.toSorted((a, b) => timeOf(a) - timeOf(b)));
      const actual = play(delivered);
      const isOther = JSON.stringify(actual.end) !== JSON.stringify(expected.end);
      found.regressions += actual.regressions + expected.regressions;
      if (isOther) found['other ends'] += 1;
      if (isOther && worst === '') worst = JSON.stringify({ delivered, expected, actual }, null, 1);
      expect(actual.end.status).toBe(highestOf(history));
    }
    report(context, { orders: ORDERS, deliveries, ...found });
    expect(found, worst).toEqual({ regressions: 0, 'other ends': 0 });
  });
});

describe.each(testDatabases)('the order of everything ($name)', ({ create }) => {
  it('any order of a history, stored: one final state', async (context) => {
    const opened = await create();
    onTestFinished(() => opened.discard());
    const player = new HistoryPlayer(new IngestRig(opened.database));
    let events = 0;
    let deliveries = 0;
    await fc.assert(
      fc.asyncProperty(historyArbitrary(MAX_EVENTS), async (history) => {
        events += history.events.length;
        deliveries += history.events.reduce((sum, { places }) => sum + places.length, 0);
        const expected = await player.playInOrder(history);
        expect(JSON.stringify(expected)).not.toContain('"isAsLastTold":false');
        expect(await player.playShuffled(history)).toEqual(expected);
      }),
      { numRuns: STORED_HISTORIES, seed: SEED, endOnFailure: true },
    );
    report(context, { histories: STORED_HISTORIES, events, deliveries });
  });
});

/** Steps and amendments of one message, as they happened; no two of them are the same. */
function makeHistory(random: () => number): Event[] {
  const pick = <Element>(choices: readonly Element[]): Element =>
    choices[Math.floor(random() * choices.length)] as Element;
  const moment = () => (FIRST_SECOND + Math.floor(random() * SECONDS)) * 1_000;
  const steps = Array.from({ length: 1 + Math.floor(random() * MAX_STEPS) }, (): Event => {
    const status = pick(REPORTED);
    const error = status === 'failed' ? pick(ERRORS) : undefined;
    return { step: { status, reportedAtMs: moment(), error } };
  });
  const amendments = Array.from(
    { length: Math.floor(random() * (MAX_AMENDMENTS + 1)) },
    (_, index): Event => ({
      amendment: {
        eventMessageId: `wamid.EVENT_${index}`,
        sentAtMs: moment(),
        ...pick([
          {
            actor: pick(['customer', 'business'] as const),
            action: { kind: 'reaction', emoji: pick(EMOJIS) },
          },
          // Only its author may edit or delete it; anything else is refused before it comes here.
          {
            actor: 'customer',
            action: { kind: 'edit', content: { kind: 'text', body: `Edit ${index}` } },
          },
          { actor: 'customer', action: { kind: 'deletion' } },
        ] as const),
      },
    }),
  );
  return [...steps, ...amendments];
}

function timeOf(event: Event): number {
  return 'step' in event ? event.step.reportedAtMs : event.amendment.sentAtMs;
}

/** The message in the end, and how often its status went down on the way. */
function play(events: readonly Event[]): { end: Message; regressions: number } {
  const known: Amendment[] = [];
  let regressions = 0;
  const end = events.reduce((message, event) => {
    if ('amendment' in event) {
      known.push(event.amendment);
      return applyAmendments(message, pickWinners(known));
    }
    const next = applyStatus(message, event.step);
    if (LADDER.indexOf(next.status) < LADDER.indexOf(message.status)) regressions += 1;
    return next;
  }, QUEUED);
  return { end, regressions };
}

function highestOf(history: readonly Event[]): string | undefined {
  const ranks = history.map((event) => ('step' in event ? LADDER.indexOf(event.step.status) : 0));
  return LADDER[Math.max(...ranks)];
}

function shuffle<Element>(elements: readonly Element[], random: () => number): Element[] {
  return elements
    .map((element) => ({ element, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ element }) => element);
}

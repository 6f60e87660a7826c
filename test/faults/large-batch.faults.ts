import { describe, expect, it, onTestFinished } from 'vitest';
import {
  envelope,
  messagesChange,
  statusReport,
  textMessage,
  toMetaBytes,
} from '../fixtures/webhooks/webhook-builder.ts';
import type { Person } from '../fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../support/test-databases.ts';
import { IS_FULL, report, size } from './support/fault-form.ts';
import { ServerObserver } from './support/server-observer.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, whenJournalIsDone } from './support/stored-messages.ts';
import { WebhookPoster } from './support/webhook-poster.ts';

const ROUNDS = size(2, 10);
const ITEMS = 1_000;
const MESSAGES = 950;
const CUSTOMERS = 300;
/** Meta's own limit. */
const MAX_BYTES = 3 * 1_024 * 1_024;
const MAX_ANSWER_MS = 1_000;
const MAX_BLOCKED_MS = 200;

/* Meta sends up to 1,000 items and 3 MB in one webhook, after a pause of its own as much as of ours. */
describe.each(testDatabases)('a webhook of 1,000 items ($name)', ({ create }) => {
  it('is answered soon, and never blocks the event loop for long', async (context) => {
    const opened = await create();
    onTestFinished(() => opened.discard());
    const observer = new ServerObserver();
    onTestFinished(() => observer.discard());
    const server = await ServerProcess.create({ databaseUrl: opened.url, env: observer.env });
    onTestFinished(() => server.discard());
    await server.start();
    const poster = new WebhookPoster(server.webhookUrl);
    onTestFinished(() => poster.close());
    await observer.look(server);

    const answerMs: number[] = [];
    const blockedMs: number[] = [];
    let bytes = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const body = makeBatch(round);
      bytes = body.length;
      expect(bytes).toBeLessThan(MAX_BYTES);
      const startedAt = performance.now();
      expect(await poster.post(body)).toBe(200);
      answerMs.push(performance.now() - startedAt);
      await whenJournalIsDone(opened.database);
      blockedMs.push((await observer.look(server)).maxLoopDelayMs);
    }
    const stored = await countByWamid(opened.database);
    const parked: unknown[] = await opened.database.read('parked_statuses').select('message_id');
    const conversations: unknown[] = await opened.database.read('conversations').select('id');
    report(context, {
      batches: ROUNDS,
      bytes,
      messages: stored.size,
      'longest answer ms': Math.round(Math.max(...answerMs)),
      'longest blocked ms': Math.round(Math.max(...blockedMs)),
    });
    expect(stored.size).toBe(ROUNDS * MESSAGES);
    expect([...stored.values()].filter((count) => count > 1)).toEqual([]);
    expect(parked).toHaveLength(ROUNDS * (ITEMS - MESSAGES));
    expect(conversations).toHaveLength(CUSTOMERS);
    if (IS_FULL) {
      expect(Math.max(...answerMs)).toBeLessThanOrEqual(MAX_ANSWER_MS);
      expect(Math.max(...blockedMs)).toBeLessThanOrEqual(MAX_BLOCKED_MS);
    }
  });
});

/** 950 messages and 50 statuses; the text is escapes in one round, and plain in the next. */
function makeBatch(round: number): Buffer {
  const people = Array.from({ length: CUSTOMERS }, (_, number): Person => ({
    waId: String(15_550_500_000 + number),
    userId: `US.3000${number}`,
    name: `Customer ${number}`,
  }));
  const filler = round % 2 === 0 ? 'é'.repeat(460) : 'e'.repeat(2_760);
  const messages = Array.from({ length: MESSAGES }, (_, index) =>
    textMessage(people[index % CUSTOMERS] ?? {}, `${index} ${filler}`, {
      id: `wamid.BATCH_${round}_${index}`,
    }),
  );
  const statuses = Array.from({ length: ITEMS - MESSAGES }, (_, index) =>
    statusReport(`wamid.OF_OTHERS_${round}_${index}`, 'delivered'),
  );
  return toMetaBytes(envelope(messagesChange({ people, messages, statuses })));
}

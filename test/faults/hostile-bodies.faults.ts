import { describe, expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../backend/database/database.ts';
import { makeHostileWebhooks } from '../fixtures/webhooks/hostile-webhooks.ts';
import type { HostileWebhook } from '../fixtures/webhooks/hostile-webhooks.ts';
import { testDatabases } from '../support/test-databases.ts';
import { AdminClient } from './support/admin-client.ts';
import { report, SEED, size } from './support/fault-form.ts';
import { ServerObserver } from './support/server-observer.ts';
import { ServerProcess } from './support/server-process.ts';
import { hashOf, listBodies, whenJournalIsDone } from './support/stored-messages.ts';
import { WebhookAdmin } from './support/webhook-admin.ts';
import type { SeenWebhook } from './support/webhook-admin.ts';
import { WebhookPoster } from './support/webhook-poster.ts';

const BODIES = size(1_500, 20_000);
const BATCH = 500;
const MAX_REPLAYS = size(300, 20_000);

/** What became of the same bodies on each database. */
const outcomes = new Map<string, Outcome>();

interface Outcome {
  /** wamid → kind and content. */
  messages: Map<string, string>;
  /** A body's hash → the webhook's state, and what was set aside of it. */
  webhooks: Map<string, string[]>;
}

/*
 * Bodies that nobody at Meta would write, each signed as Meta signs. The server takes them all,
 * stores what is good in them, shows admins the rest, and lives on.
 */
describe.each(testDatabases)('hostile webhooks ($name)', ({ create, name }) => {
  it('are taken, cost only themselves, and can be seen and replayed', async (context) => {
    const opened = await create();
    onTestFinished(() => opened.discard());
    const observer = new ServerObserver();
    const server = await ServerProcess.create({ databaseUrl: opened.url, env: observer.env });
    onTestFinished(() => server.discard());
    onTestFinished(() => observer.discard());
    await server.start();
    const { pid } = server;
    const admin = new WebhookAdmin(await AdminClient.claim(server));
    const before = await observer.look(server);

    const poster = new WebhookPoster(server.webhookUrl);
    onTestFinished(() => poster.close());
    const answers = new Map<number, number>();
    const expectations: Omit<HostileWebhook, 'body'>[] = [];
    const bodyHashes: string[] = [];
    for (let start = 0; start < BODIES; start += BATCH) {
      const batch = makeHostileWebhooks(SEED + start, Math.min(BATCH, BODIES - start), `h${start}`);
      const statuses = await poster.postAll(batch.map(({ body }) => body));
      for (const [index, { body, ...expectation }] of batch.entries()) {
        const status = statuses[index] ?? 0;
        answers.set(status, (answers.get(status) ?? 0) + 1);
        bodyHashes.push(hashOf(body));
        const isLeft = (id: string) => body.includes(`"id":"${id}"`);
        expectations.push({ ...expectation, tamperedIds: expectation.tamperedIds.filter(isLeft) });
      }
    }
    expect(Object.fromEntries(answers)).toEqual({ 200: BODIES });
    await whenJournalIsDone(opened.database, size(60_000, 600_000));

    const outcome = await readOutcome(opened.database, await admin.listAll());
    outcomes.set(name, outcome);
    const ids = await listKnownIds(opened.database);
    const lost = expectations.filter(({ goodWamids }) => !goodWamids.every((id) => ids.has(id)));
    expect(lost, `lost beside:\n${tell(lost)}`).toEqual([]);
    const hidden = expectations.filter(
      ({ tamperedIds }, index) =>
        !tamperedIds.every((id) => ids.has(id)) &&
        (outcome.webhooks.get(bodyHashes[index] ?? '') ?? []).length < 2,
    );
    expect(hidden, `neither stored nor shown:\n${tell(hidden)}`).toEqual([]);

    const seen = await admin.listAll();
    expect([...seen.values()].filter(({ state }) => state === 'stored')).toEqual([]);
    const bad = [...seen.values()].filter(({ problems }) => problems.length > 0);
    const replayed = bad.slice(0, MAX_REPLAYS);
    for (const { id } of replayed) await admin.replay(id);
    await whenJournalIsDone(opened.database, size(60_000, 600_000));
    const again = await readOutcome(opened.database, await admin.listAll());
    expect(again).toEqual(outcome);

    const after = await observer.look(server);
    expect(after.prototypeKeys).toEqual(before.prototypeKeys);
    expect(server.pid).toBe(pid);
    expect(await server.isReady()).toBe(true);
    report(context, {
      bodies: BODIES,
      'good siblings': expectations.filter(({ goodWamids }) => goodWamids.length > 0).length,
      messages: outcome.messages.size,
      'webhooks with problems': bad.length,
      replayed: replayed.length,
      'longest blocked ms': Math.round(after.maxLoopDelayMs),
    });
  });
});

it('hostile webhooks become the same on SQLite and PostgreSQL', (context) => {
  const [first, second] = [...outcomes.values()];
  if (!first || !second) return context.skip('needs the outcome on both databases');
  report(context, { messages: first.messages.size, bodies: first.webhooks.size });
  expect(second).toEqual(first);
});

/** Reads the bodies from the table, because the API tells of a body only what was set aside. */
async function readOutcome(
  database: Database,
  seen: ReadonlyMap<string, SeenWebhook>,
): Promise<Outcome> {
  const webhooks = new Map<string, string[]>();
  for (const { id, hash } of await listBodies(database)) {
    const webhook = seen.get(id);
    expect(webhook, `webhook ${id} in the admins' list`).toBeDefined();
    if (webhook) webhooks.set(hash, [webhook.state, ...webhook.problems]);
  }
  const messages: { message_id: string; message_type: string; content: string }[] = await database
    .read('whatsapp_messages')
    .select('message_id', 'message_type', 'content')
    .orderBy('message_id');
  return {
    messages: new Map(
      messages.map((row) => [row.message_id, `${row.message_type} ${row.content}`]),
    ),
    webhooks,
  };
}

/** The wamids of messages, and of statuses that wait for their message. */
async function listKnownIds(database: Database): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const table of ['whatsapp_messages', 'parked_statuses']) {
    const rows: { message_id: string }[] = await database.read(table).select('message_id');
    for (const { message_id } of rows) ids.add(message_id);
  }
  return ids;
}

function tell(webhooks: readonly { story: string }[]): string {
  return webhooks
    .slice(0, 20)
    .map(({ story }) => story)
    .join('\n');
}

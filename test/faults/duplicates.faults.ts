import { describe, expect, it, onTestFinished } from 'vitest';
import type { Change } from '../../backend/contract/feed.ts';
import type { Message } from '../../backend/contract/message.ts';
import type { Database } from '../../backend/database/database.ts';
import {
  envelope,
  FIRST_SECOND,
  messagesChange,
  statusReport,
  textMessage,
} from '../fixtures/webhooks/webhook-builder.ts';
import type { Person } from '../fixtures/webhooks/webhook-builder.ts';
import { startFakeGraph } from '../support/fake-graph.ts';
import { testDatabases } from '../support/test-databases.ts';
import type { TestDatabase } from '../support/test-databases.ts';
import { AdminClient } from './support/admin-client.ts';
import { report, seededRandom, size } from './support/fault-form.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, whenJournalIsDone } from './support/stored-messages.ts';
import { WebhookPoster } from './support/webhook-poster.ts';

const WAMIDS = size(1_000, 10_000);
const DELIVERIES = size(10, 50);
const CUSTOMERS = 50;
const SENT = size(40, 200);
/** Wamids whose deliveries are mixed with each other, so that the same one is often under way twice. */
const MIXED = 200;
const MAX_ITEMS = 8;
const STATUSES = ['sent', 'delivered', 'read'];

const ALBUMS = size(24, 200);
const ALBUM_SIZE = 10;

/*
 * Meta promises «at least once», in no order. However often and wherever a message is delivered, it
 * is one row, one conversation, one unread message, and one change.
 */
describe.each(testDatabases)('webhooks that come again ($name)', (testDatabase) => {
  it('store each message and status once', async (context) => {
    const random = seededRandom(11);
    const { database, servers, first } = await startInstances(testDatabase);
    const outgoing = await sendMessages(database, first);
    const customers = makeCustomers();
    const wamids = Array.from({ length: WAMIDS }, (_, index) => `wamid.DUP_${index}`);
    const items = shuffle(
      [
        ...wamids.map((wamid, index): Item => ({ wamid, customer: index % CUSTOMERS })),
        ...outgoing.flatMap((wamid) => STATUSES.map((status): Item => ({ wamid, status }))),
      ],
      random,
    );
    const startedAt = performance.now();
    const answers = new Set<number>();
    let webhooks = 0;
    for (let start = 0; start < items.length; start += MIXED) {
      const part = items.slice(start, start + MIXED);
      const deliveries = shuffle(
        part.flatMap((item) => Array.from({ length: DELIVERIES }, () => item)),
        random,
      );
      const bodies: Buffer[] = [];
      while (deliveries.length > 0) {
        const own = deliveries.splice(0, 1 + Math.floor(random() * MAX_ITEMS));
        bodies.push(toBody(own, customers, random));
      }
      webhooks += bodies.length;
      for (const status of await postToAll(servers, bodies)) answers.add(status);
    }
    expect([...answers]).toEqual([200]);
    await whenJournalIsDone(database, size(60_000, 600_000));
    const seconds = (performance.now() - startedAt) / 1_000;

    const stored = await countByWamid(database);
    const rows = wamids.map((wamid) => stored.get(wamid) ?? 0);
    report(context, {
      wamids: WAMIDS,
      deliveries: items.length * DELIVERIES,
      webhooks,
      'webhooks/s': Math.round(webhooks / seconds),
      rows: rows.reduce((sum, count) => sum + count, 0),
    });
    expect(rows.filter((count) => count !== 1)).toEqual([]);
    await expectOneOfEach(database, wamids, customers.length);
    await expectStatusesOnce(database, outgoing);
  });

  it('make one contact and one conversation of an album of somebody new', async (context) => {
    const { database, servers } = await startInstances(testDatabase);
    const albums = Array.from({ length: ALBUMS }, (_, number) => makeAlbum(number));
    for (let start = 0; start < albums.length; start += 4) {
      const bodies = albums.slice(start, start + 4).flatMap((album) => album.bodies);
      expect(new Set(await postToAll(servers, bodies))).toEqual(new Set([200]));
    }
    await whenJournalIsDone(database);
    const wamids = albums.flatMap((album) => album.wamids);
    const stored = await countByWamid(database);
    report(context, { albums: ALBUMS, messages: stored.size });
    expect(wamids.filter((wamid) => stored.get(wamid) !== 1)).toEqual([]);
    await expectOneOfEach(database, wamids, ALBUMS);
  });
});

interface Item {
  wamid: string;
  /** Who wrote it. */
  customer?: number;
  /** Meta's word on what we sent. */
  status?: string;
}

/** Two servers on one PostgreSQL; SQLite has one server per file. */
async function startInstances({ name, create }: TestDatabase) {
  const opened = await create();
  onTestFinished(() => opened.discard());
  const graph = await startFakeGraph();
  onTestFinished(() => graph.close());
  const startInstance = async () => {
    const server = await ServerProcess.create({
      databaseUrl: opened.url,
      graphUrl: graph.url,
      env: { SECRET_KEY: 'ab'.repeat(32) },
    });
    onTestFinished(() => server.discard());
    await server.start();
    return server;
  };
  const first = await startInstance();
  const servers = name === 'postgres' ? [first, await startInstance()] : [first];
  return { database: opened.database, first, servers };
}

/** Sends messages to a customer of its own each; resolves to their wamids once Meta has them. */
async function sendMessages(database: Database, server: ServerProcess): Promise<string[]> {
  const client = await AdminClient.claim(server);
  for (let count = 0; count < SENT; count += 1) {
    await client.call('POST', '/api/whatsapp/send', 202, {
      phone_number: `+${15_550_300_000 + count}`,
      message_text: `Sent ${count}`,
    });
  }
  const listSent = async () => {
    const rows: { message_id: string }[] = await database
      .read('whatsapp_messages')
      .select('message_id')
      .where({ direction: 'outgoing' })
      .whereNotNull('message_id');
    return rows.map(({ message_id }) => message_id);
  };
  await expect.poll(listSent, { timeout: 60_000 }).toHaveLength(SENT);
  return listSent();
}

/** A third by phone, a third by user id alone, a third by both. */
function makeCustomers(): Person[] {
  return Array.from({ length: CUSTOMERS }, (_, number) => ({
    ...(number % 3 === 1 ? {} : { waId: String(15_550_200_000 + number) }),
    ...(number % 3 === 0 ? {} : { userId: `US.6000${number}` }),
    name: `Customer ${number}`,
  }));
}

function toBody(items: readonly Item[], customers: readonly Person[], random: () => number) {
  const messages: object[] = [];
  const statuses: object[] = [];
  const people = new Set<Person>();
  for (const { wamid, customer, status } of items) {
    const person = customers[customer ?? -1];
    if (status !== undefined) statuses.push(statusOf(wamid, status));
    else if (person) {
      people.add(person);
      messages.push(textMessage(nameIn(person, random), `Text of ${wamid}`, { id: wamid }));
    }
  }
  return Buffer.from(
    JSON.stringify(envelope(messagesChange({ people: [...people], messages, statuses }))),
  );
}

/** Of somebody with both names, a message may carry one; the webhook's `contacts` have both. */
function nameIn({ waId, userId }: Person, random: () => number): Person {
  const choice = random();
  if (waId === undefined || userId === undefined || choice < 0.5) {
    return { ...(waId === undefined ? {} : { waId }), ...(userId === undefined ? {} : { userId }) };
  }
  return choice < 0.75 ? { waId } : { userId };
}

function statusOf(wamid: string, status: string): object {
  return statusReport(wamid, status, {
    recipient_id: undefined,
    recipient_user_id: undefined,
    timestamp: String(FIRST_SECOND + STATUSES.indexOf(status)),
  });
}

/** Ten pictures, each in a webhook of its own, of somebody whom nobody knows yet. */
function makeAlbum(number: number): { wamids: string[]; bodies: Buffer[] } {
  const waId = String(15_550_400_000 + number);
  const userId = `GB.5000${number}`;
  const person: Person = {
    ...(number % 4 === 1 ? {} : { waId }),
    ...(number % 4 === 0 ? {} : { userId }),
    name: `Newcomer ${number}`,
  };
  const wamids = Array.from({ length: ALBUM_SIZE }, (_, index) => `wamid.ALBUM_${number}_${index}`);
  const bodies = wamids.map((id, index) => {
    // Every fourth newcomer is named now by phone, now by user id.
    const named = number % 4 === 3 ? (index % 2 === 0 ? { waId } : { userId }) : person;
    const message = textMessage(named, '', {
      id,
      type: 'image',
      text: undefined,
      image: { id: String(900_000 + index), mime_type: 'image/jpeg', sha256: 'c2hhMjU2' },
    });
    return Buffer.from(
      JSON.stringify(envelope(messagesChange({ people: [person], messages: [message] }))),
    );
  });
  return { wamids, bodies };
}

/** Posts to the servers in turn, to all at once. */
async function postToAll(
  servers: readonly ServerProcess[],
  bodies: readonly Buffer[],
): Promise<number[]> {
  const answers = servers.map(async (server, place) => {
    const poster = new WebhookPoster(server.webhookUrl, 20);
    const own = bodies.filter((_, index) => index % servers.length === place);
    return poster.postAll(own).finally(() => poster.close());
  });
  return (await Promise.all(answers)).flat();
}

/** Conversations, unread counts and changes agree with `wamids`, which `people` have written. */
async function expectOneOfEach(database: Database, wamids: readonly string[], people: number) {
  const created = (await listChanges(database))
    .filter((change) => change.type === 'message.created')
    .filter(({ message }) => message.direction === 'incoming')
    .map(({ message }) => message.message_id);
  expect(created.sort()).toEqual([...wamids].sort());
  const unread: { contact_id: string; unread_count: number }[] = await database
    .read('conversations')
    .select('contact_id', 'unread_count')
    .where('unread_count', '>', 0);
  expect(unread).toHaveLength(people);
  expect(new Set(unread.map(({ contact_id }) => contact_id)).size).toBe(people);
  expect(unread.reduce((sum, row) => sum + row.unread_count, 0)).toBe(wamids.length);
  const contacts: { unread_count: number }[] = await database
    .read('whatsapp_contacts')
    .select('unread_count');
  expect(contacts.reduce((sum, row) => sum + row.unread_count, 0)).toBe(wamids.length);
}

/** Every sent message is read, its way there went only up, and nothing was told twice. */
async function expectStatusesOnce(database: Database, outgoing: readonly string[]) {
  const rows: { message_id: string; status: string }[] = await database
    .read('whatsapp_messages')
    .select('message_id', 'status')
    .where({ direction: 'outgoing' });
  expect(rows.map(({ message_id }) => message_id).sort()).toEqual([...outgoing].sort());
  expect(rows.filter(({ status }) => status !== 'read')).toEqual([]);
  const told = new Map<string, Message[]>();
  for (const change of await listChanges(database)) {
    if (change.type !== 'message.status_changed') continue;
    told.set(change.message.id, [...(told.get(change.message.id) ?? []), change.message]);
  }
  expect(told.size).toBe(outgoing.length);
  for (const steps of told.values()) {
    const ranks = steps.map(({ status }) => STATUSES.indexOf(status));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(steps.map((step) => JSON.stringify(step))).size).toBe(steps.length);
  }
}

async function listChanges(database: Database): Promise<Change[]> {
  const rows: { payload: string }[] = await database
    .read('change_log')
    .select('payload')
    .orderBy('seq');
  return rows.map(({ payload }) => JSON.parse(payload) as Change);
}

function shuffle<Element>(elements: readonly Element[], random: () => number): Element[] {
  const shuffled = [...elements];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as Element, shuffled[last] as Element];
  }
  return shuffled;
}

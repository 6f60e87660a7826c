import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  FIRST_SECOND,
  messagesChange,
  PHONE_NUMBER_ID,
  textMessage,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { parseWebhook } from '../../whatsapp/webhook-payload.ts';
import { phoneKey } from '../../whatsapp/phone-key.ts';
import { WebhookRecorder } from '../webhooks/webhook-recorder.ts';

/*
 * People write under their phone, their user id or both; they change number and user id, with a notice
 * of Meta's; the business dials some of them first; a number that was given up gets a new owner. In
 * every order of arrival each person is one contact in the end, with all their messages.
 */
const RUN_COUNT = 30;
const TICKS_PER_SECOND = 3;
const NOW_MS = (FIRST_SECOND + 86_400) * 1_000;

type Naming = 'both' | 'phone' | 'user';
interface PersonPlan {
  /** Each life has a number and a user id of its own. */
  lives: readonly { namings: readonly Naming[]; isNumberTold: boolean }[];
  isDialled: boolean;
  /** Takes over the number that the first person gave up. */
  inherits: boolean;
}
type Arrival =
  { message: object; wamid: string; second: number; isNotice: boolean } | { dial: string };

const naming = fc.constantFrom<Naming>('both', 'phone', 'user');
const life = fc.record({ namings: fc.array(naming, { maxLength: 3 }), isNumberTold: fc.boolean() });
const plans = fc.array(
  fc.record({
    lives: fc.array(life, { minLength: 1, maxLength: 3 }),
    isDialled: fc.boolean(),
    inherits: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
);
const orders = fc.record({
  places: fc.array(fc.nat(10_000), { minLength: 12, maxLength: 40 }),
  sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
});

let worlds = 0;

/** The identifiers and arrivals of some people. */
class World {
  readonly people: { ids: { userId: string; waId: string }[]; arrivals: Arrival[] }[];
  /** Several things happen in one second, which is all that Meta tells of the time. */
  #tick = 0;

  constructor(planned: readonly PersonPlan[]) {
    worlds += 1;
    const world = String(worlds).padStart(5, '0');
    const givenUp = (planned[0]?.lives.length ?? 0) > 1 && planned.some(isHeir);
    this.people = planned.map((plan, who) => {
      const ids = plan.lives.map((_life, index) => ({
        userId: `MX.${world}x${who}x${index}`,
        waId: `52${who}${index}000${world}`,
      }));
      const heirTo = givenUp && isHeir(plan, who) && who === planned.findIndex(isHeir);
      const first = ids[0];
      if (heirTo && first) first.waId = `5200000${world}`;
      const isShared = givenUp && (who === 0 || heirTo);
      // Whoever takes over a number does so later.
      this.#tick += TICKS_PER_SECOND;
      const arrivals = plan.lives.flatMap((own, index) => this.#live(ids, index, own, isShared));
      if (plan.isDialled && !isShared && first) {
        arrivals.push({ dial: first.waId.replace(/^52/, '+521') });
      }
      return { ids, arrivals };
    });
  }

  #live(
    ids: readonly { userId: string; waId: string }[],
    index: number,
    { namings, isNumberTold }: PersonPlan['lives'][number],
    isShared: boolean,
  ): Arrival[] {
    const [before, now] = [ids[index - 1], ids[index]];
    if (!now) return [];
    const notice = before ? [this.#notice(before, now, isNumberTold)] : [];
    // A number alone does not say which of its two owners wrote.
    const names = ['both' as const, ...namings].map((name) =>
      isShared && name === 'phone' ? 'both' : name,
    );
    const written = names.map((name) => {
      const { userId, waId } = now;
      const person = { both: { userId, waId }, phone: { waId }, user: { userId } }[name];
      const second = this.#nextSecond();
      const wamid = `wamid.${userId}_${this.#tick}`;
      const extra = { id: wamid, timestamp: String(second) };
      return { message: textMessage(person, 'Hi', extra), wamid, second, isNotice: false };
    });
    return [...notice, ...written];
  }

  #notice(
    before: { userId: string; waId: string },
    now: { userId: string; waId: string },
    isNumberTold: boolean,
  ): Arrival {
    const second = this.#nextSecond();
    const wamid = `wamid.NOTICE_${now.userId}`;
    const message = {
      ...(isNumberTold ? { from: before.waId } : {}),
      id: wamid,
      timestamp: String(second),
      type: 'system',
      system: {
        type: isNumberTold ? 'user_changed_number' : 'user_changed_user_id',
        previous_user_id: before.userId,
        user_id: now.userId,
        ...(isNumberTold ? { wa_id: now.waId } : {}),
      },
    };
    return { message, wamid, second, isNotice: true };
  }

  #nextSecond(): number {
    this.#tick += 1;
    return FIRST_SECOND + Math.floor(this.#tick / TICKS_PER_SECOND);
  }
}

function isHeir(plan: PersonPlan, who: number): boolean {
  return plan.inherits && who > 0;
}

describe.each(testDatabases)('people ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  beforeEach(async () => {
    opened = await create();
    rig = new IngestRig(opened.database);
  });
  afterEach(() => opened.discard());

  const take = async (arrivals: readonly Arrival[]) => {
    const messages = arrivals.flatMap((arrival) => ('dial' in arrival ? [] : [arrival.message]));
    const body = Buffer.from(JSON.stringify(envelope(messagesChange({ messages }))));
    const items = parseWebhook(body).map((item, index) => ({ webhookId: 1, index, item }));
    await rig.database.transaction(async (tx) => {
      for (const arrival of arrivals) {
        if ('dial' in arrival) await rig.contacts.resolveRecipient(tx, arrival.dial, NOW_MS);
      }
      const connected = new Set([PHONE_NUMBER_ID]);
      await new WebhookRecorder(rig).record(tx, items, connected, NOW_MS);
    });
  };

  const checkPerson = async ({ ids, arrivals }: World['people'][number], others: Set<string>) => {
    const { read } = rig.database;
    const found = [];
    for (const { userId } of ids) found.push(await rig.contacts.getByReference(read, userId));
    const contactIds = new Set(found.map(({ id }) => id));
    expect(contactIds.size).toBe(1);
    const [record] = found;
    if (!record) throw new Error('A person has no contact.');
    expect(others).not.toContain(record.id);
    others.add(record.id);
    expect(record.userId).toBe(ids.at(-1)?.userId);
    expect(phoneKey(record.phoneNumber ?? '')).toBe(ids.at(-1)?.waId);
    const written = arrivals.filter((arrival) => 'wamid' in arrival);
    const page = await rig.messageReadModel.list({ contact: record.id, limit: 200 });
    expect(page.messages.map((message) => message.message_id).sort()).toEqual(
      written.map(({ wamid }) => wamid).sort(),
    );
    expect(new Set(page.messages.map((message) => message.contact_id))).toEqual(contactIds);
    expect(record.unreadCount).toBe(written.filter(({ isNotice }) => !isNotice).length);
    const shown = await rig.contacts.toShown(read, record);
    expect(shown.unread_count).toBe(record.unreadCount);
    const lastSecond = Math.max(...written.map(({ second }) => second));
    const last = page.messages.find(({ id }) => id === shown.last_message?.id);
    expect(written.find(({ wamid }) => wamid === last?.message_id)?.second).toBe(lastSecond);
  };

  it('are one contact each in whatever order Meta tells of them', async () => {
    let contactCount = 0;
    await fc.assert(
      fc.asyncProperty(plans, orders, async (planned, { places, sizes }) => {
        const world = new World(planned);
        const shuffled = world.people
          .flatMap(({ arrivals }) => arrivals)
          // Everything comes twice.
          .flatMap((arrival) => [arrival, arrival])
          .map((arrival, index) => ({
            arrival,
            place: (places[index % places.length] ?? 0) * 31 + index * 17,
          }))
          .sort((a, b) => (a.place % 997) - (b.place % 997))
          .map(({ arrival }) => arrival);
        for (let start = 0, turn = 0; start < shuffled.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          await take(shuffled.slice(start, start + size));
          start += size;
        }
        const seen = new Set<string>();
        for (const person of world.people) await checkPerson(person, seen);
        contactCount += world.people.length;
        expect(await rig.contacts.countContacts(rig.database.read)).toBe(contactCount);
      }),
      { numRuns: RUN_COUNT, endOnFailure: true },
    );
  }, 120_000);
});

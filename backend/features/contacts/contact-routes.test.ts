import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  FIRST_SECOND,
  messagesChange,
  PHONE_CUSTOMER,
  PHONE_NUMBER_ID,
  textMessage,
  USERNAME_CUSTOMER,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import type { Person } from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { Contact } from '../../contract/contact.ts';

describe.each(testDatabases)('contacts ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  beforeEach(async () => {
    opened = await create();
    rig = await new IngestRig(opened.database).start();
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });

  const write = (person: Person, text: string, second = FIRST_SECOND, id?: string) =>
    rig.deliver(
      envelope(
        messagesChange({
          people: [person],
          messages: [
            textMessage(person, text, { timestamp: String(second), ...(id ? { id } : {}) }),
          ],
        }),
      ),
    );
  const writeMany = async (count: number) => {
    const people = Array.from({ length: count }, (_, index) => ({
      waId: String(15_550_100_100 + index),
      name: `Customer ${index}`,
    }));
    await rig.deliver(
      envelope(
        messagesChange({
          people,
          messages: people.map((person, index) =>
            textMessage(person, 'Hi', { timestamp: String(FIRST_SECOND + Math.floor(index / 3)) }),
          ),
        }),
      ),
    );
  };
  const list = async (query = '') => (await rig.call('GET', `/api/whatsapp/contacts${query}`)).body;
  const namesOf = (page: { contacts: Contact[] }) =>
    page.contacts.map((contact) => contact.display_name);

  it('are listed newest first, pinned before all', async () => {
    await write(PHONE_CUSTOMER, 'first', FIRST_SECOND);
    await write(USERNAME_CUSTOMER, 'second', FIRST_SECOND + 5);
    expect(namesOf(await list())).toEqual(['Tomás Berg', 'Nadia Okoro']);
    const pinned = await rig.call('PUT', '/api/whatsapp/contacts/+15550100999', {
      body: { is_pinned: true },
    });
    expect(pinned).toMatchObject({ status: 200, body: { contact: { is_pinned: true } } });
    const page = await list();
    expect(namesOf(page)).toEqual(['Nadia Okoro', 'Tomás Berg']);
    expect(page).toMatchObject({ total_count: 2, unread_count: 2, next_cursor: null });
  });

  it('come page by page, each once, also where moments are the same', async () => {
    await writeMany(25);
    await rig.call('PUT', '/api/whatsapp/contacts/15550100107', { body: { is_pinned: true } });
    const all = namesOf(await list('?limit=200'));
    expect(all).toHaveLength(25);
    expect(all[0]).toBe('Customer 7');
    const seen: (string | null)[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await list(`?limit=4${cursor}`);
      expect(page.total_count).toBe(25);
      seen.push(...namesOf(page));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(seen).toEqual(all);
  });

  it('and the later changes of the feed are the whole state', async () => {
    await writeMany(3);
    const page = await list();
    await write(PHONE_CUSTOMER, 'after the page');
    const later = (await rig.listChanges()).filter((change) => change.seq > page.seq);
    expect(later).toMatchObject([{ type: 'message.created', unread_count: 4 }]);
    expect((await list()).contacts.length).toBe(page.contacts.length + 1);
  });

  it.each([
    ['nadia', ['Nadia Okoro']],
    ['OKORO', ['Nadia Okoro']],
    ['0100-99', ['Nadia Okoro']],
    ['%2B1 (555) 010-0999', ['Nadia Okoro']],
    ['@tomas', ['Tomás Berg']],
    ['%25', []],
    ['_', []],
    ['%00', []],
  ])('are found by %s', async (search, names) => {
    await write(PHONE_CUSTOMER, 'x');
    await write(USERNAME_CUSTOMER, 'y');
    const page = await list(`?search=${search}`);
    expect(namesOf(page)).toEqual(names);
    expect(page.total_count).toBe(names.length);
    expect(page.unread_count).toBe(2);
  });

  it('are filtered by unread, pinned and open window', async () => {
    const recent = Math.floor(Date.now() / 1_000);
    await write(PHONE_CUSTOMER, 'old', FIRST_SECOND - 10_000_000);
    await write(USERNAME_CUSTOMER, 'new', recent);
    await rig.call('POST', `/api/whatsapp/contacts/${USERNAME_CUSTOMER.userId}/read`);
    expect(namesOf(await list('?filter=unread'))).toEqual(['Nadia Okoro']);
    expect(namesOf(await list('?filter=window_open'))).toEqual(['Tomás Berg']);
    expect(namesOf(await list('?filter=pinned'))).toEqual([]);
    expect((await rig.call('GET', '/api/whatsapp/contacts?filter=odd')).status).toBe(400);
  });

  it('are sorted by the window that closes next, over all pages', async () => {
    const nowSecond = Math.floor(Date.now() / 1_000);
    const hours = [5, 19, 1, 23, 12, 7];
    for (const [index, hoursAgo] of hours.entries()) {
      const person = { waId: `1555010020${index}`, name: `Wrote ${hoursAgo} hours ago` };
      await write(person, 'Hello', nowSecond - hoursAgo * 3_600 - index);
    }
    await write(USERNAME_CUSTOMER, 'closed by now', nowSecond - 30 * 3_600);
    const wrote = (hoursAgo: number) => `Wrote ${hoursAgo} hours ago`;
    const sorted = hours.toSorted((a, b) => b - a).map(wrote);
    const seen: (string | null)[] = [];
    let cursor = '';
    do {
      const page = await list(`?sort=closing&limit=2${cursor}`);
      expect(page.total_count).toBe(6);
      seen.push(...namesOf(page));
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(sorted);
    const soon = await list('?sort=closing&filter=closing_soon&search=hours');
    expect(namesOf(soon)).toEqual([wrote(23)]);
    const newest = await list('?limit=1');
    const foreign = await rig.call(
      'GET',
      `/api/whatsapp/contacts?sort=closing&cursor=${newest.next_cursor}`,
    );
    expect(foreign.body.error.code).toBe('invalid_cursor');
  });

  it.each(['nonsense', 'W10', 'WzEsMiwzXQ', Buffer.from('[true,1,{}]').toString('base64url')])(
    'refuse the cursor %s',
    async (cursor) => {
      const answer = await rig.call('GET', `/api/whatsapp/contacts?cursor=${cursor}`);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_cursor' } } });
    },
  );

  it.each([
    '+15550100999',
    '%2B15550100999',
    '15550100999',
    '0015550100999',
    '+1 (555) 010-0999',
    'US.48213570926641',
  ])('are found at %s', async (reference) => {
    await write(PHONE_CUSTOMER, 'x');
    const answer = await rig.call('GET', `/api/whatsapp/contacts/${reference}`);
    expect(answer).toMatchObject({
      status: 200,
      body: { contact: { phone_number: '+15550100999', last_message: { preview: 'x' } } },
    });
    const own = await rig.call('GET', `/api/whatsapp/contacts/${answer.body.contact.id}`);
    expect(own.body).toEqual(answer.body);
  });

  it.each(['+15550100111', 'US.1', 'ct_nobody', 'somebody', '%00', '+1%00555', '%27%20OR%201=1'])(
    'are not made by asking for %s',
    async (reference) => {
      expect((await rig.call('GET', `/api/whatsapp/contacts/${reference}`)).status).toBe(404);
      expect(
        (await rig.call('PUT', `/api/whatsapp/contacts/${reference}`, { body: {} })).status,
      ).toBe(404);
      expect((await rig.call('POST', `/api/whatsapp/contacts/${reference}/read`)).status).toBe(404);
      expect(await rig.countRows('whatsapp_contacts')).toBe(0);
    },
  );

  it('change by what operators keep about them, and the feed tells', async () => {
    await write(PHONE_CUSTOMER, 'x');
    const change = (body: object) =>
      rig.call('PUT', '/api/whatsapp/contacts/+15550100999', { body });
    const tags = ['vip', 'vip', 'berlin'];
    const answer = await change({ display_name: 'Nadia \u0000 (VIP)', tags, is_blocked: true });
    expect(answer.body.contact).toMatchObject({
      display_name: 'Nadia \uFFFD (VIP)',
      tags: ['vip', 'berlin'],
      is_blocked: true,
      unread_count: 1,
    });
    expect((await rig.listChanges()).at(-1)).toMatchObject({
      type: 'contact.updated',
      contact: answer.body.contact as Contact,
    });
    // Their own name comes back, and a message does not undo what operators have set.
    await write(PHONE_CUSTOMER, 'again');
    expect((await list()).contacts[0]).toMatchObject({ tags: ['vip', 'berlin'], is_blocked: true });
    expect((await change({ display_name: null })).body.contact.display_name).toBe('Nadia Okoro');
    expect(await change({ display_name: 7 })).toMatchObject({
      status: 400,
      body: { error: { details: [{ field: 'display_name' }] } },
    });
  });

  it('are read: nothing is unread, the feed tells, and Meta hears of the newest message', async () => {
    await write(PHONE_CUSTOMER, 'one', FIRST_SECOND, 'wamid.R1');
    await write(PHONE_CUSTOMER, 'two', FIRST_SECOND, 'wamid.R2');
    await write(USERNAME_CUSTOMER, 'other');
    const read = () => rig.call('POST', '/api/whatsapp/contacts/+15550100999/read');
    expect((await read()).body.contact).toMatchObject({ unread_count: 0 });
    expect(rig.told).toEqual([{ phoneNumberId: PHONE_NUMBER_ID, wamid: 'wamid.R2' }]);
    expect((await rig.listChanges()).at(-1)).toMatchObject({
      type: 'contact.updated',
      unread_count: 1,
      contact: { unread_count: 0 },
    });
    const { body } = await rig.call('GET', '/api/whatsapp/messages?contact=15550100999');
    expect(body.messages).toMatchObject([{ is_read: true }, { is_read: true }]);
    const changeCount = (await rig.listChanges()).length;
    expect((await read()).status).toBe(200);
    expect(rig.told).toHaveLength(1);
    expect(await rig.listChanges()).toHaveLength(changeCount);
  });

  it('of a recipient are found or made, and anything that is no recipient is refused', async () => {
    const resolve = (recipient: string) =>
      rig.database.transaction((tx) => rig.contacts.resolveRecipient(tx, recipient, Date.now()));
    await write(PHONE_CUSTOMER, 'x');
    const known = await resolve('+1 555 010 0999');
    expect(known.userId).toBe(PHONE_CUSTOMER.userId);
    expect((await resolve(known.id)).id).toBe(known.id);
    expect((await resolve('US.48213570926641')).id).toBe(known.id);
    const made = await resolve('+1 (555) 010-0777');
    expect(made).toMatchObject({ phoneNumber: '+15550100777', waId: null });
    expect((await resolve('0015550100777')).id).toBe(made.id);
    expect((await resolve('GB.123abc')).userId).toBe('GB.123abc');
    await expect(resolve('ct_unknown')).rejects.toMatchObject({ code: 'not_found' });
    for (const wrong of ['', 'Nadia', '12', '030 1234567', '+', 'us.123', `+${'1'.repeat(30)}`]) {
      await expect(resolve(wrong)).rejects.toMatchObject({ code: 'invalid_recipient' });
    }
  });

  it('are one, whether the customer or the business writes first, also when Meta’s number differs', async () => {
    const dialled = await rig.database.transaction(async (tx) => {
      const contact = await rig.contacts.resolveRecipient(tx, '+5215550100001', Date.now());
      return rig.messages.createOutgoing(tx, {
        phoneNumberId: PHONE_NUMBER_ID,
        contact,
        content: { kind: 'text', body: 'Hola' },
        nowMs: Date.now(),
      });
    });
    await rig.database.transaction((tx) =>
      rig.messages.recordAccepted(tx, dialled.id, {
        wamid: 'wamid.MX',
        waId: '525550100001',
        nowMs: Date.now(),
      }),
    );
    await write({ waId: '525550100001', userId: 'MX.1', name: 'Lupe' }, 'Buenas');
    expect((await list()).contacts).toMatchObject([
      { phone_number: '+5215550100001', user_id: 'MX.1', unread_count: 1 },
    ]);
  });
});

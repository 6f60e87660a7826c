import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { historyChange } from '../../../test/fixtures/webhooks/history-change.ts';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  FIRST_SECOND,
  messagesChange,
  newWamid,
  PHONE_NUMBER_ID,
  textMessage,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import type { Person } from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { until } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { ConversationStore } from '../conversations/conversation-store.ts';

const BY_PHONE: Person = { waId: '15550100999', name: 'Nadia' };
const BY_USERNAME: Person = {
  userId: 'US.48213570926641',
  username: 'nadia.o',
  name: 'Nadia Okoro',
};
const BOTH: Person = { ...BY_USERNAME, waId: '15550100999' };

describe.each(testDatabases)('two contacts ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  let second: number;
  beforeEach(async () => {
    opened = await create();
    rig = await new IngestRig(opened.database).start();
    second = FIRST_SECOND;
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });

  const webhook = (person: Person, text: string, extra: object = {}) => {
    second += 1;
    const timing = { timestamp: String(second), ...extra };
    return envelope(
      messagesChange({ people: [person], messages: [textMessage(person, text, timing)] }),
    );
  };
  const write = (person: Person, text: string, extra?: object) =>
    rig.deliver(webhook(person, text, extra));
  const get = async (path: string) => (await rig.call('GET', `/api/whatsapp${path}`)).body;
  const contactAt = async (reference: string) => (await get(`/contacts/${reference}`)).contact;
  const textsOf = async (reference: string) =>
    (await get(`/messages?contact=${reference}`)).messages.map(
      ({ message_text }: { message_text: string }) => message_text,
    );
  const undo = (contactId: string, mergeId: string) =>
    rig.call('POST', `/api/whatsapp/contacts/${contactId}/merges/${mergeId}/undo`);
  const meetAndMerge = async () => {
    await write(BY_PHONE, 'by phone');
    await write(BY_USERNAME, 'by username');
    const old = {
      phone: await contactAt('15550100999'),
      user: await contactAt('US.48213570926641'),
    };
    expect(old.phone.id).not.toBe(old.user.id);
    await rig.call('PUT', `/api/whatsapp/contacts/${old.phone.id}`, { body: { tags: ['vip'] } });
    await rig.call('PUT', `/api/whatsapp/contacts/${old.user.id}`, {
      body: { tags: ['berlin'], display_name: 'Mrs Okoro', is_pinned: true },
    });
    await write(BOTH, 'by both');
    return old;
  };

  it('become one when a message tells a user id with the other’s number', async () => {
    const old = await meetAndMerge();
    const page = await get('/contacts');
    expect(page).toMatchObject({
      total_count: 1,
      unread_count: 3,
      contacts: [
        {
          id: old.phone.id,
          phone_number: '+15550100999',
          user_id: 'US.48213570926641',
          username: 'nadia.o',
          display_name: 'Mrs Okoro',
          tags: ['vip', 'berlin'],
          is_pinned: true,
          unread_count: 3,
          last_message: { preview: 'by both' },
        },
      ],
    });
    expect((await get('/stats')).total_contacts).toBe(1);
    // The absorbed contact's id leads to the survivor, in the history too.
    expect((await contactAt(old.user.id)).id).toBe(old.phone.id);
    expect(await textsOf(old.user.id)).toEqual(['by both', 'by username', 'by phone']);
    const changes = await rig.listChanges();
    expect(changes.filter(({ type }) => type === 'contact.merged')).toMatchObject([
      { from: old.user.id, contact: { id: old.phone.id, unread_count: 2 }, unread_count: 2 },
    ]);
    expect(page.contacts[0].last_merge).toMatchObject({ id: expect.stringMatching(/^cm_/) });
  });

  it('are two again when a person says so, each with its own, and stay two', async () => {
    const old = await meetAndMerge();
    const mergeId = (await contactAt(old.phone.id)).last_merge.id;
    const answer = await undo(old.phone.id, mergeId);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        contact: {
          id: old.phone.id,
          phone_number: '+15550100999',
          tags: ['vip'],
          display_name: 'Nadia Okoro',
          is_pinned: false,
          last_merge: null,
        },
        restored: {
          id: old.user.id,
          user_id: 'US.48213570926641',
          phone_number: null,
          tags: ['berlin'],
          display_name: 'Mrs Okoro',
          unread_count: 1,
        },
      },
    });
    expect(await textsOf(old.user.id)).toEqual(['by username']);
    // What came after the merge stays where it was shown.
    expect(await textsOf(old.phone.id)).toEqual(['by both', 'by phone']);
    expect((await rig.listChanges()).at(-1)).toMatchObject({
      type: 'contact.unmerged',
      contact: { id: old.phone.id },
      restored: { id: old.user.id },
      unread_count: 3,
    });
    // Twice is as once.
    const changeCount = (await rig.listChanges()).length;
    expect(await undo(old.phone.id, mergeId)).toMatchObject({ status: 200 });
    expect(await rig.listChanges()).toHaveLength(changeCount);

    await write(BOTH, 'the same proof');
    expect((await get('/contacts')).total_count).toBe(2);
    expect(await textsOf('US.48213570926641')).toEqual(['the same proof', 'by username']);
    expect((await contactAt('15550100999')).id).toBe(old.phone.id);
  });

  it('of a chain of merges come apart again, the last first or the first first', async () => {
    const meetThree = async (digit: number) => {
      const phone = { waId: `1555010099${digit}` };
      const user = { userId: `US.A${digit}` };
      const other = { userId: `US.B${digit}` };
      for (const person of [other, user, phone]) await write(person, Object.values(person)[0]!);
      const ids = await Promise.all(
        [phone.waId, user.userId, other.userId].map(async (name) => (await contactAt(name)).id),
      );
      // The phone's contact goes into the user's, which then goes into the other's.
      await write({ ...phone, ...user }, 'both');
      const first = (await contactAt(user.userId)).last_merge.id;
      await rig.database.transaction((tx) =>
        rig.contacts.changeIdentity(
          tx,
          { previous: user, current: other, toldAtMs: second * 1_000 },
          Date.now(),
        ),
      );
      const survivor = await contactAt(other.userId);
      expect(survivor.id).toBe(ids[2]);
      expect((await contactAt(phone.waId)).id).toBe(survivor.id);
      return { ids, survivor: survivor.id, first, last: survivor.last_merge.id };
    };
    const holders = async (digit: number) =>
      Promise.all(
        [`1555010099${digit}`, `US.A${digit}`, `US.B${digit}`].map(
          async (name) => (await contactAt(name)).id,
        ),
      );

    const chain = await meetThree(1);
    expect(await undo(chain.survivor, chain.last)).toMatchObject({ status: 200 });
    expect(await holders(1)).toEqual([chain.ids[1], chain.ids[1], chain.ids[2]]);
    expect(await undo(chain.ids[1]!, chain.first)).toMatchObject({ status: 200 });
    expect(await holders(1)).toEqual(chain.ids);
    expect(await textsOf(chain.ids[0]!)).toEqual(['15550100991']);
    expect(await textsOf(chain.ids[2]!)).toEqual(['US.B1']);

    const other = await meetThree(2);
    const merges = (await get(`/contacts/${other.survivor}/identities`)).merges;
    expect(merges.map(({ id }: { id: string }) => id)).toContain(other.last);
    expect(await undo(other.survivor, other.first)).toMatchObject({ status: 200 });
    expect((await contactAt('15550100992')).id).toBe(other.ids[0]);
    expect(await textsOf(other.ids[0]!)).toEqual(['15550100992']);
    expect(await undo(other.survivor, other.last)).toMatchObject({ status: 200 });
    expect(await holders(2)).toEqual(other.ids);
  });

  it('are not made of a merge that is not theirs', async () => {
    const old = await meetAndMerge();
    await write({ waId: '15550100111' }, 'somebody else');
    const mergeId = (await contactAt(old.phone.id)).last_merge.id;
    expect((await undo('15550100111', mergeId)).status).toBe(404);
    expect((await undo(old.phone.id, 'cm_unknown')).status).toBe(404);
  });

  it('keep their windows: a call’s stays open, history opens none, and Meta’s refusal stands', async () => {
    const nowS = Math.floor(Date.now() / 1_000);
    const windowOf = async (reference: string) => (await contactAt(reference)).window_expires_at;
    const end = (second: number) => new Date((second + 86_400) * 1_000).toISOString();
    const value = (list: string, item: object) => ({
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550100200', phone_number_id: PHONE_NUMBER_ID },
      [list]: [item],
    });
    second = nowS - 7_200;
    await rig.deliver(
      envelope({
        field: 'calls',
        value: value('calls', {
          id: 'wacid.1',
          event: 'terminate',
          direction: 'USER_INITIATED',
          from: BY_PHONE.waId,
          timestamp: String(second),
        }),
      }),
    );
    expect(await windowOf('15550100999')).toBe(end(nowS - 7_200));
    second = nowS - 172_800;
    await write(BY_USERNAME, 'long ago');
    await rig.deliver(
      envelope(historyChange([{ id: 'wamid.H1', body: 'on the phone', second: nowS - 3_600 }])),
    );
    await write(BOTH, 'also long ago');
    expect(await windowOf('15550100999')).toBe(end(nowS - 7_200));

    const [last] = await rig.listMessages();
    const conversation = { contact_id: last?.contact_id, phone_number_id: PHONE_NUMBER_ID };
    await rig.database.transaction(async (tx) => {
      const thread = await tx('conversations').where(conversation).first<{ id: string }>();
      await new ConversationStore().closeWindow(tx, thread?.id ?? '', (nowS - 60) * 1_000);
    });
    await write({ userId: 'US.2', waId: '15550100998' }, 'somebody else');
    await write({ userId: 'US.3' }, 'yet another');
    const change = { previous_user_id: 'US.48213570926641', user_id: 'US.3' };
    const system = { type: 'user_changed_user_id', ...change };
    const notice = { id: newWamid(), timestamp: String(nowS), type: 'system', system };
    await rig.deliver(envelope(messagesChange({ messages: [notice] })));
    expect((await contactAt('US.3')).id).toBe((await contactAt('US.48213570926641')).id);
    expect(Date.parse(await windowOf('US.3'))).toBeLessThan(Date.now());
  });

  it('are one person’s word on marketing: the last one, also where the younger contact had it', async () => {
    const tell = async (person: Person, value: 'stop' | 'resume') => {
      second += 1;
      const preference = { wa_id: person.waId, user_id: person.userId, value };
      const value_ = {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '15550100200', phone_number_id: PHONE_NUMBER_ID },
        user_preferences: [{ ...preference, category: 'marketing_messages', timestamp: second }],
      };
      await rig.deliver(envelope({ field: 'user_preferences', value: value_ }));
    };
    await write(BY_PHONE, 'by phone');
    await write(BY_USERNAME, 'by username');
    const younger = await contactAt('US.48213570926641');
    await tell(BY_PHONE, 'resume');
    await tell(BY_USERNAME, 'stop');
    await write(BOTH, 'by both');
    const merged = await contactAt('15550100999');
    expect(merged.marketing_stopped_at).not.toBeNull();

    await undo(merged.id, merged.last_merge.id);
    expect((await contactAt('15550100999')).marketing_stopped_at).toBeNull();
    expect((await contactAt(younger.id)).marketing_stopped_at).not.toBeNull();
  });

  it('stay two when a number has a new owner, who is known by another user id', async () => {
    await write(BOTH, 'first owner');
    await write({ userId: 'US.2', waId: '15550100999', name: 'Tomás Berg' }, 'second owner');
    expect((await get('/contacts')).contacts).toMatchObject([
      { user_id: 'US.2', phone_number: '+15550100999' },
      { user_id: 'US.48213570926641', phone_number: null },
    ]);
    await write(BY_USERNAME, 'still here');
    expect(await textsOf('US.48213570926641')).toEqual(['still here', 'first owner']);
  });

  it('become one when the customer answers the request for their number', async () => {
    await write(BY_PHONE, 'by phone');
    await write(BY_USERNAME, 'by username');
    const card = { name: { formatted_name: 'Nadia' }, phones: [{ phone: '+1 555 010 0999' }] };
    const answer = (origin: string) => ({
      type: 'contacts',
      text: undefined,
      contacts: [{ ...card, origin }],
    });
    await write(BY_USERNAME, '', answer('other'));
    expect((await get('/contacts')).total_count).toBe(2);
    await write(BY_USERNAME, '', answer('contact_request'));
    expect((await get('/contacts')).contacts).toMatchObject([
      { phone_number: '+15550100999', user_id: 'US.48213570926641', unread_count: 4 },
    ]);
  });

  it('keep their numbers when somebody gives one as theirs that is another’s', async () => {
    await write(BOTH, 'mine');
    const phones = [{ phone: '+15550100999', wa_id: '15550100999' }];
    await write({ userId: 'US.2', name: 'Tomás Berg' }, '', {
      type: 'contacts',
      contacts: [{ origin: 'contact_request', name: { formatted_name: 'T' }, phones }],
    });
    expect((await contactAt('US.2')).phone_number).toBeNull();
    expect((await contactAt('US.48213570926641')).phone_number).toBe('+15550100999');
  });

  it('become one by a parent user id, whatever else is told', async () => {
    await write({ userId: 'US.1' }, 'one', { from_parent_user_id: 'US.ENT.7' });
    await write({ userId: 'US.2' }, 'two', { from_parent_user_id: 'US.ENT.7' });
    expect((await get('/contacts')).total_count).toBe(1);
    const { identities } = await get('/contacts/US.1/identities');
    expect(identities).toEqual([
      { kind: 'parent_user_id', value: 'US.ENT.7', wa_id: null, is_current: true },
      { kind: 'user_id', value: 'US.1', wa_id: null, is_current: false },
      { kind: 'user_id', value: 'US.2', wa_id: null, is_current: true },
    ]);
  });

  it('become one by Meta’s notice, also when both have been written to before it comes', async () => {
    await write({ userId: 'US.1', waId: '15550100001' }, 'before');
    await write({ userId: 'US.2', waId: '15550100002' }, 'after');
    expect((await get('/contacts')).total_count).toBe(2);
    const system = {
      id: newWamid(),
      timestamp: String(FIRST_SECOND + 1),
      type: 'system',
      system: { type: 'user_changed_user_id', previous_user_id: 'US.1', user_id: 'US.2' },
    };
    await rig.deliver(envelope(messagesChange({ messages: [system] })));
    expect((await get('/contacts')).contacts).toMatchObject([
      { user_id: 'US.2', phone_number: '+15550100002', unread_count: 2 },
    ]);
    expect((await contactAt('US.1')).id).toBe((await contactAt('15550100002')).id);
  });

  it('know nobody by the number they gave up when Meta tells the new user id only', async () => {
    await write({ userId: 'US.1', waId: '15550100001' }, 'before');
    const change = (previous_user_id: string, user_id: string) => {
      second += 1;
      const system = { type: 'user_changed_user_id', previous_user_id, user_id };
      return { id: newWamid(), timestamp: String(second), type: 'system', system };
    };
    const notice = change('US.1', 'US.2');
    for (let time = 0; time < 2; time += 1) {
      await rig.deliver(envelope(messagesChange({ messages: [notice] })));
    }
    const { id } = await contactAt('US.2');
    expect(await contactAt(id)).toMatchObject({ user_id: 'US.2', phone_number: null });
    // A message from before the change that comes late changes nothing.
    const late = { timestamp: String(FIRST_SECOND) };
    await write({ userId: 'US.1', waId: '15550100001' }, 'late', late);
    expect(await contactAt(id)).toMatchObject({ user_id: 'US.2', phone_number: null });
    // They are still found by it, and its next owner is somebody else.
    expect((await contactAt('15550100001')).id).toBe(id);
    await write({ userId: 'US.2', waId: '15550100002' }, 'after');
    expect(await contactAt(id)).toMatchObject({ phone_number: '+15550100002' });
    await write({ userId: 'US.9', waId: '15550100001' }, 'new owner');
    expect((await contactAt('15550100001')).user_id).toBe('US.9');
    expect(await textsOf(id)).not.toContain('new owner');

    // The same where the notice comes before anything from the time before it.
    await rig.deliver(envelope(messagesChange({ messages: [change('US.5', 'US.6')] })));
    await write({ userId: 'US.5', waId: '15550100005' }, 'late', late);
    expect(await contactAt('US.6')).toMatchObject({ user_id: 'US.6', phone_number: null });
    // Whoever took the number back tells it again.
    await write({ userId: 'US.6', waId: '15550100005' }, 'again');
    expect(await contactAt('US.6')).toMatchObject({ phone_number: '+15550100005' });
  });

  it('are one from the start where numbers have several forms, and are found by each', async () => {
    const resolve = (to: string) =>
      rig.database.transaction((tx) => rig.contacts.resolveRecipient(tx, to, Date.now()));
    const dialled = await resolve('+54 9 11 2345 6789');
    await write({ waId: '541123456789', userId: 'AR.1' }, 'Hola');
    expect(await contactAt('+5491123456789')).toMatchObject({
      id: dialled.id,
      phone_number: '+5491123456789',
      user_id: 'AR.1',
    });
    expect((await resolve('+541123456789')).id).toBe(dialled.id);
    for (const search of ['5491123456789', '541123456789']) {
      expect((await get(`/contacts?search=${search}`)).contacts).toMatchObject([
        { id: dialled.id },
      ]);
    }
  });

  it('without a number are found by user id and by username', async () => {
    await write(BY_USERNAME, 'x');
    for (const search of ['48213570926641', 'us.482', '@nadia.o']) {
      expect((await get(`/contacts?search=${search}`)).contacts).toHaveLength(1);
    }
  });

  it('are merged once by two instances that get the proof at one moment', async () => {
    const other = await new IngestRig(opened.openAgain()).start();
    try {
      for (let round = 0; round < 8; round += 1) {
        const ids = { waId: `1555010${1_000 + round}`, userId: `US.R${round}` };
        await write({ waId: ids.waId }, 'by phone');
        await write({ userId: ids.userId }, 'by username');
        await Promise.all([
          rig.deliver(webhook(ids, 'both, here')),
          other.deliver(webhook(ids, 'both, there')),
          rig.call('POST', `/api/whatsapp/contacts/${ids.waId}/read`),
          other.deliver(webhook({ userId: ids.userId }, 'again')),
        ]);
        await until(async () => {
          const { read } = opened.database;
          return !(await read('whatsapp_webhooks').where({ state: 'stored' }).first('id'));
        });
        expect((await textsOf(ids.waId)).sort()).toEqual([
          'again',
          'both, here',
          'both, there',
          'by phone',
          'by username',
        ]);
      }
      expect(await rig.countRows('contact_merges')).toBe(8);
      expect((await get('/contacts')).total_count).toBe(8);
    } finally {
      await other.stop();
    }
  });
});

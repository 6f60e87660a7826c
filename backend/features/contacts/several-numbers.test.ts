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

const SECOND_NUMBER_ID = '700500300100299';

describe.each(testDatabases)('people who write to several numbers ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: IngestRig;
  beforeEach(async () => {
    opened = await create();
    rig = await new IngestRig(opened.database).start();
    const [first] = rig.connections;
    rig.connections.push({ ...first!, id: 'cf_2', phoneNumberId: SECOND_NUMBER_ID });
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });

  const write = (person: Person, phoneNumberId: string, text: string, second: number) =>
    rig.deliver(
      envelope(
        messagesChange({
          phoneNumberId,
          people: [person],
          messages: [textMessage(person, text, { timestamp: String(FIRST_SECOND + second) })],
        }),
      ),
    );
  const list = async (query = ''): Promise<Contact[]> =>
    (await rig.call('GET', `/api/whatsapp/contacts${query}`)).body.contacts;

  it('are one contact with a conversation for each, shown by the newest message', async () => {
    await write(PHONE_CUSTOMER, PHONE_NUMBER_ID, 'to the first', 0);
    expect((await list())[0]).not.toHaveProperty('conversations');
    await write(PHONE_CUSTOMER, SECOND_NUMBER_ID, 'to the second', 60);
    const [contact, ...others] = await list();
    expect(others).toEqual([]);
    expect(contact).toMatchObject({
      phone_number_id: SECOND_NUMBER_ID,
      unread_count: 2,
      last_message: { preview: 'to the second' },
      conversations: [
        {
          phone_number_id: SECOND_NUMBER_ID,
          unread_count: 1,
          last_message: { preview: 'to the second' },
        },
        {
          phone_number_id: PHONE_NUMBER_ID,
          unread_count: 1,
          last_message: { preview: 'to the first' },
        },
      ],
    });
    const [newer, older] = contact!.conversations!;
    const dayMs = 86_400_000;
    expect(Date.parse(newer!.window_expires_at!)).toBe((FIRST_SECOND + 60) * 1_000 + dayMs);
    expect(Date.parse(older!.window_expires_at!)).toBe(FIRST_SECOND * 1_000 + dayMs);
    const rows = await rig.changeLog.readAfter(0, 100);
    const changes = rows.map(({ payload }) => JSON.parse(payload));
    expect(changes.at(-1)).toMatchObject({
      type: 'message.created',
      contact: { phone_number_id: SECOND_NUMBER_ID, conversations: [{}, {}] },
    });
  });

  it('see somebody type by the number that answers them', async () => {
    await write(PHONE_CUSTOMER, PHONE_NUMBER_ID, 'to the first', 0);
    await write(PHONE_CUSTOMER, SECOND_NUMBER_ID, 'to the second', 60);
    const [contact] = await list();
    const path = `/api/whatsapp/contacts/${contact!.id}/typing`;
    expect((await rig.call('POST', path)).status).toBe(204);
    await rig.call('POST', `${path}?number=${PHONE_NUMBER_ID}`);
    await rig.call('POST', `${path}?number=700500300100777`);
    expect(rig.answering.map(({ phoneNumberId }) => phoneNumberId)).toEqual([
      SECOND_NUMBER_ID,
      PHONE_NUMBER_ID,
    ]);
    expect((await rig.call('POST', '/api/whatsapp/contacts/ct_nobody/typing')).status).toBe(404);
  });

  it('are listed by a number, with its filters, and their messages too', async () => {
    await write(PHONE_CUSTOMER, PHONE_NUMBER_ID, 'to the first', 0);
    await write(PHONE_CUSTOMER, SECOND_NUMBER_ID, 'to the second', 60);
    await write(USERNAME_CUSTOMER, PHONE_NUMBER_ID, 'only to the first', 120);
    const names = async (query: string) =>
      (await list(query)).map(({ display_name }) => display_name);
    const everybody = [USERNAME_CUSTOMER.name, PHONE_CUSTOMER.name];
    expect(await names('')).toEqual(everybody);
    expect(await names(`?number=${PHONE_NUMBER_ID}&filter=unread`)).toEqual(everybody);
    expect(await names(`?number=${SECOND_NUMBER_ID}`)).toEqual([PHONE_CUSTOMER.name]);
    expect(await names(`?number=${SECOND_NUMBER_ID}&filter=unread`)).toEqual([PHONE_CUSTOMER.name]);
    expect(await names('?number=700500300100777')).toEqual([]);
    const { messages } = (
      await rig.call('GET', `/api/whatsapp/messages?number=${SECOND_NUMBER_ID}`)
    ).body;
    expect(messages.map(({ message_text }: { message_text: string }) => message_text)).toEqual([
      'to the second',
    ]);
  });
});

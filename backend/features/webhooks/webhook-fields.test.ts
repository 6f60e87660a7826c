import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { historyChange } from '../../../test/fixtures/webhooks/history-change.ts';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  FIRST_SECOND,
  messagesChange,
  PHONE_CUSTOMER,
  textMessage,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { readWebhookFile } from '../../../test/fixtures/webhooks/webhook-files.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

describe.each(testDatabases)('webhook fields besides messages ($name)', ({ create }) => {
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

  const deliver = (...changes: object[]) => rig.deliver(envelope(...changes));
  const deliverFiles = async (...files: string[]) => {
    for (const file of files) await rig.deliver(readWebhookFile(file));
  };
  const write = (...messages: object[]) =>
    deliver(messagesChange({ people: [PHONE_CUSTOMER], messages }));
  const theContact = async () =>
    (await rig.contactReadModel.list({ filter: 'all', limit: 9 })).contacts[0];
  const theThread = async () =>
    (await rig.messageReadModel.list({ contact: '+15550100999', limit: 9 })).messages
      .map(({ content }) => (content.kind === 'text' ? content.body : content.kind))
      .reverse();

  it('keeps what was written on the phone once, as sent and read, with no window and no unread', async () => {
    const echo = 'smb_message_echoes/text';
    await deliverFiles('messages/status-delivered', echo, echo);
    const messages = await rig.listMessages();
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      direction: 'outgoing',
      status: 'delivered',
      from_phone: '+15550100200',
      to_phone: '+15550100999',
      sent_by: null,
      provenance: { origin: 'phone_app' },
    });
    expect(await theContact()).toMatchObject({ unread_count: 0, window_expires_at: null });
    expect((await rig.listChanges()).filter(({ type }) => type === 'message.created')).toHaveLength(
      1,
    );
  });

  it('leaves the free entry point alone: answers from the phone are free and open nothing', async () => {
    await deliverFiles('messages/text-from-ad', 'smb_message_echoes/text');
    expect((await theContact())?.free_entry_expires_at ?? null).toBeNull();
  });

  it('puts history before what came by webhook, in Meta’s order, page by page', async () => {
    await write(textMessage(PHONE_CUSTOMER, 'live'));
    await deliver(
      historyChange([
        { id: 'wamid.H2', body: 'second', second: FIRST_SECOND - 200, status: 'PLAYED' },
        { id: 'wamid.H3', body: 'third', second: FIRST_SECOND - 100 },
      ]),
    );
    await deliver(historyChange([{ id: 'wamid.H1', body: 'first', second: FIRST_SECOND - 300 }]));
    expect(await theThread()).toEqual(['first', 'second', 'third', 'live']);
    const pages: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await rig.messageReadModel.list({
        contact: '+15550100999',
        limit: 1,
        ...(cursor === undefined ? {} : { cursor }),
      });
      pages.push(...page.messages.map(({ message_text }) => message_text ?? ''));
      cursor = page.next_cursor;
    }
    expect(pages).toEqual(['live', 'third', 'second', 'first']);
    expect(await theContact()).toMatchObject({
      unread_count: 1,
      last_message: { preview: 'live' },
    });
    const history = (await rig.listMessages()).filter(({ provenance }) => provenance);
    expect(
      history.map(({ status, is_read, direction }) => ({ status, is_read, direction })),
    ).toEqual([
      { status: 'played', is_read: false, direction: 'outgoing' },
      { status: 'received', is_read: true, direction: 'incoming' },
      { status: 'received', is_read: true, direction: 'incoming' },
    ]);
  });

  it('knows who wants no marketing, by the latest word', async () => {
    await deliverFiles('messages/text', 'user_preferences/stop');
    const stopped = (await theContact())?.marketing_stopped_at;
    expect(stopped).toEqual(expect.any(String));
    await deliverFiles('user_preferences/resume', 'user_preferences/stop');
    expect(await theContact()).toMatchObject({ marketing_stopped_at: null });
  });

  it('takes names from the phone’s address book, but not over an operator’s', async () => {
    const nameOf = async () =>
      (
        await rig.contacts.toShown(
          rig.database.read,
          await rig.contacts.getByReference(rig.database.read, '+15550100931'),
        )
      ).display_name;
    await deliverFiles('smb_app_state_sync/added');
    expect(await nameOf()).toBe('Ida Holm of the depot');
    await rig.contacts.update('+15550100931', { display_name: 'Ida H.' });
    await deliverFiles('smb_app_state_sync/added', 'smb_app_state_sync/removed');
    expect(await nameOf()).toBe('Ida H.');
  });

  it.each([
    ['calls/taken', true],
    ['calls/missed', true],
    ['calls/made', true],
    ['calls/unanswered', false],
  ])(
    '%s is read, and opens the window if the customer called or took the call',
    async (file, opensWindow) => {
      await deliverFiles('calls/ringing');
      expect(await rig.listMessages()).toHaveLength(0);
      await deliverFiles(file);
      const contact = await theContact();
      expect(contact?.unread_count).toBe(0);
      expect(contact?.window_expires_at !== null).toBe(opensWindow);
    },
  );

  it('keeps what Meta tells of the account once, however often it comes', async () => {
    await deliverFiles('security/pin-reset', 'security/pin-reset');
    expect(await rig.accountNotices.list({ limit: 9 })).toHaveLength(1);
  });

  it('files a group as a partner of its own and says who wrote', async () => {
    await write(textMessage(PHONE_CUSTOMER, 'Hello all', { group_id: 'Y2FwaV9n' }));
    const [message] = await rig.listMessages();
    expect(message?.provenance).toEqual({
      participant: {
        name: 'Nadia Okoro',
        phone_number: '+15550100999',
        user_id: 'US.48213570926641',
      },
    });
    expect(await theContact()).toMatchObject({ user_id: 'group:Y2FwaV9n', phone_number: null });
  });

  it('keeps how a message came here, and lets no script through', async () => {
    await write(
      textMessage(PHONE_CUSTOMER, 'About this', {
        context: { frequently_forwarded: true },
        referral: {
          source_type: 'ad',
          source_id: '120210000000000001',
          source_url: 'javascript:alert(1)',
          welcome_message: { text: 'Ask us about kettles' },
          headline: 'Kettles for life',
          thumbnail_url: 'https://shop.example/ad.jpg',
        },
      }),
    );
    expect((await rig.listMessages())[0]?.provenance).toEqual({
      forwarded: 'often',
      referral: {
        source: 'ad',
        source_id: '120210000000000001',
        headline: 'Kettles for life',
        welcome_text: 'Ask us about kettles',
        thumbnail_url: 'https://shop.example/ad.jpg',
      },
    });
  });
});

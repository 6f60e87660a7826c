import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT_CHANGES,
  callChange,
  echoChange,
  HISTORY_DECLINED,
  historyChange,
  phoneContactChange,
  preferenceChange,
} from '../../../test/fixtures/webhooks/field-changes.ts';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  envelope,
  FIRST_SECOND,
  messagesChange,
  PHONE_CUSTOMER,
  statusReport,
  textMessage,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
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
  const write = (...messages: object[]) =>
    deliver(messagesChange({ people: [PHONE_CUSTOMER], messages }));
  const theContact = async () =>
    (await rig.contactReadModel.list({ filter: 'all', limit: 9 })).contacts[0];
  const theThread = async () =>
    (await rig.messageReadModel.list({ contact: '+15550100999', limit: 9 })).messages
      .map(({ content }) => (content.kind === 'text' ? content.body : content.kind))
      .reverse();

  it('keeps what was written on the phone once, as sent and read, with no window and no unread', async () => {
    const overtaking = messagesChange({ statuses: [statusReport('wamid.ECHO', 'delivered')] });
    await deliver(overtaking);
    await deliver(echoChange('wamid.ECHO', 'We are open until six'));
    await deliver(echoChange('wamid.ECHO', 'We are open until six'));
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

  it('tells admins that the owner keeps the history to themselves', async () => {
    await deliver(HISTORY_DECLINED);
    expect(await rig.accountNotices.list({ limit: 9 })).toMatchObject([{ event: 'ERROR_2593109' }]);
  });

  it('knows who wants no marketing, by the latest word', async () => {
    await deliver(preferenceChange('stop', FIRST_SECOND + 10));
    await deliver(preferenceChange('resume', FIRST_SECOND));
    await write(textMessage(PHONE_CUSTOMER, 'Hello'));
    const stoppedAt = new Date((FIRST_SECOND + 10) * 1_000).toISOString();
    expect(await theContact()).toMatchObject({ marketing_stopped_at: stoppedAt });
    await deliver(preferenceChange('resume', FIRST_SECOND + 20));
    expect(await theContact()).toMatchObject({ marketing_stopped_at: null });
  });

  it('takes names from the phone’s address book, but not over an operator’s', async () => {
    await write(textMessage(PHONE_CUSTOMER, 'Hello'));
    await deliver(phoneContactChange('Nadia from the harbour'));
    expect(await theContact()).toMatchObject({ display_name: 'Nadia from the harbour' });
    await rig.contacts.update('+15550100999', { display_name: 'Nadia O.' });
    await deliver(phoneContactChange('Somebody'), phoneContactChange('Somebody', 'remove'));
    expect(await theContact()).toMatchObject({ display_name: 'Nadia O.' });
  });

  it.each([
    [{ status: 'COMPLETED', duration: 95 }, { notice: 'call_taken', duration_seconds: 95 }, true],
    [{ status: 'FAILED' }, { notice: 'call_missed' }, true],
    [
      { direction: 'BUSINESS_INITIATED', from: '15550100200', to: PHONE_CUSTOMER.waId },
      { notice: 'call_unanswered' },
      false,
    ],
  ])('shows the call %j as a notice', async (call, content, opensWindow) => {
    await deliver(callChange({ ...call, event: 'connect' }));
    expect(await rig.listMessages()).toHaveLength(0);
    await deliver(callChange(call));
    expect((await rig.listMessages())[0]?.content).toEqual({ kind: 'notice', ...content });
    const contact = await theContact();
    expect(contact?.unread_count).toBe(0);
    expect(contact?.window_expires_at !== null).toBe(opensWindow);
  });

  it.each(ACCOUNT_CHANGES)(
    'keeps $change.field $event for admins, once',
    async ({ change, event, severity }) => {
      await deliver(change);
      await deliver(change);
      const notices = await rig.accountNotices.list({ limit: 9 });
      expect(notices).toHaveLength(1);
      expect(notices[0]).toMatchObject({ field: change.field, event, severity });
      expect((await rig.webhookReadModel.list({ limit: 9 })).counts.unknown_items).toBe(0);
    },
  );

  it('files a group as a partner of its own and says who wrote', async () => {
    await write(textMessage(PHONE_CUSTOMER, 'Hello all', { group_id: 'Y2FwaV9n' }));
    const [message] = await rig.listMessages();
    expect(message?.provenance).toEqual({
      participant: { name: 'Nadia Okoro', phone_number: '+15550100999' },
    });
    expect(await theContact()).toMatchObject({ user_id: 'group:Y2FwaV9n', phone_number: null });
  });

  it('keeps how a message came here, and lets no script through', async () => {
    await write(
      textMessage(PHONE_CUSTOMER, 'About this', {
        context: { frequently_forwarded: true },
        referral: {
          source_type: 'ad',
          source_url: 'javascript:alert(1)',
          headline: 'Kettles for life',
          thumbnail_url: 'https://shop.example/ad.jpg',
        },
      }),
    );
    expect((await rig.listMessages())[0]?.provenance).toEqual({
      forwarded: 'often',
      referral: {
        source: 'ad',
        headline: 'Kettles for life',
        thumbnail_url: 'https://shop.example/ad.jpg',
      },
    });
  });
});

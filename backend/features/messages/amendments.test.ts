import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONNECTION, IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  editMessage,
  envelope,
  FIRST_SECOND,
  messagesChange,
  PHONE_CUSTOMER,
  PHONE_NUMBER_ID,
  reactionMessage,
  revokeMessage,
  statusReport,
  textMessage,
  USERNAME_CUSTOMER,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import type { MessageContent } from '../../contract/message-content.ts';
import type { Transaction } from '../../database/database.ts';
import { toCallbackData } from '../../whatsapp/callback-data.ts';

const TARGET = 'wamid.TARGET';
const at = (second: number) => ({ timestamp: String(FIRST_SECOND + second) });
const iso = (second: number) => new Date((FIRST_SECOND + second) * 1_000).toISOString();

describe.each(testDatabases)('reactions, edits and deletions ($name)', ({ create }) => {
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

  const deliver = (...messages: object[]) => rig.deliver(envelope(messagesChange({ messages })));
  const write = <Result>(work: (tx: Transaction) => Promise<Result>) =>
    rig.database.transaction(work);
  const question = textMessage(PHONE_CUSTOMER, 'Is the blue kettle back?', { id: TARGET });
  const queue = () =>
    write(async (tx) =>
      rig.messages.createOutgoing(tx, {
        phoneNumberId: PHONE_NUMBER_ID,
        contact: await rig.contacts.resolveRecipient(tx, '+15550100999', Date.now()),
        content: { kind: 'text', body: 'Yes, since Monday' },
        nowMs: Date.now(),
      }),
    );
  const accept = (id: string, wamid = TARGET) =>
    write((tx) =>
      rig.messages.recordAccepted(tx, id, { wamid, waId: '15550100999', nowMs: Date.now() }),
    );
  const listProblems = async () => {
    const { events } = await rig.webhookReadModel.list({ limit: 50 });
    return events
      .flatMap(({ items }) => items)
      .filter(({ state }) => state === 'unknown' || state === 'failed')
      .map(({ state, reason }) => ({ state, reason }));
  };

  it('change what is said about a file, and never the file', async () => {
    const photo = (caption: string) => ({
      type: 'image',
      image: { id: '810000000000001', mime_type: 'image/jpeg', caption },
    });
    await deliver({ ...question, text: undefined, ...photo('Dented') });
    const [before] = await rig.listMessages();
    const edit = editMessage(PHONE_CUSTOMER, TARGET, '', at(20)) as { edit: object };
    await deliver({
      ...edit,
      edit: { original_message_id: TARGET, message: photo('The shade is dented') },
    });
    const [after] = await rig.listMessages();
    expect(after).toMatchObject({ content: { kind: 'image', caption: 'The shade is dented' } });
    expect(mediaOf(after?.content)).toEqual(mediaOf(before?.content));
    expect(mediaOf(after?.original_content)).toEqual(mediaOf(before?.content));
  });

  it('of a message that is not there are parked, and part of it from its first change on', async () => {
    await deliver(
      editMessage(PHONE_CUSTOMER, TARGET, 'Is the green kettle back?', at(20)),
      reactionMessage(PHONE_CUSTOMER, TARGET, '🙏', at(30)),
      revokeMessage(PHONE_CUSTOMER, TARGET, at(40)),
    );
    expect(await rig.listMessages()).toEqual([]);
    expect(await rig.countRows('whatsapp_contacts')).toBe(0);
    await deliver(question);
    const [message] = await rig.listMessages();
    expect(message).toMatchObject({
      content: { kind: 'text', body: 'Is the green kettle back?' },
      message_text: 'Is the green kettle back?',
      original_content: { kind: 'text', body: 'Is the blue kettle back?' },
      edited_at: iso(20),
      reactions: [{ emoji: '🙏', by: 'customer', at: iso(30) }],
      deleted_at: iso(40),
    });
    expect(await rig.listChanges()).toMatchObject([
      {
        type: 'message.created',
        message,
        contact: { last_message: { preview: 'Is the green kettle back?' } },
      },
    ]);
  });

  it('of a message that is there change it, with one change each that shows all of it', async () => {
    await deliver(question);
    await deliver(editMessage(PHONE_CUSTOMER, TARGET, 'Is the green kettle back?', at(20)));
    await deliver(revokeMessage(PHONE_CUSTOMER, TARGET, at(40)));
    const [message] = await rig.listMessages();
    expect(message).toMatchObject({
      message_text: 'Is the green kettle back?',
      original_content: { body: 'Is the blue kettle back?' },
      deleted_at: iso(40),
    });
    const [, edited, deleted, ...rest] = await rig.listChanges();
    expect(edited).toMatchObject({
      type: 'message.amended',
      message: { edited_at: iso(20), deleted_at: null },
      preview: 'Is the green kettle back?',
    });
    expect(deleted).toMatchObject({ type: 'message.amended', message });
    expect(rest).toEqual([]);
    expect(await rig.messageReadModel.list({ search: 'green', limit: 5 })).toMatchObject({
      messages: [{ id: message?.id }],
    });
  });

  it('count by Meta’s time, not by their arrival, and once', async () => {
    const newest = editMessage(PHONE_CUSTOMER, TARGET, 'third', at(30));
    await deliver(question, newest);
    const changeCount = (await rig.listChanges()).length;
    await deliver(newest);
    await deliver(editMessage(PHONE_CUSTOMER, TARGET, 'second', at(20)));
    expect(await rig.listMessages()).toMatchObject([
      {
        message_text: 'third',
        edited_at: iso(30),
        original_content: { body: 'Is the blue kettle back?' },
      },
    ]);
    expect(await rig.listChanges()).toHaveLength(changeCount);
  });

  it('of one second end the same, whichever comes first', async () => {
    const edits = ['a', 'b'].map((text) =>
      editMessage(PHONE_CUSTOMER, TARGET, text, { id: `wamid.EDIT_${text}`, ...at(20) }),
    );
    await deliver(question);
    for (const edit of [...edits, ...edits.toReversed()]) await deliver(edit);
    expect(await rig.listMessages()).toMatchObject([{ message_text: 'b' }]);
  });

  it('of one second leave a reaction taken back, whichever comes first', async () => {
    const given = reactionMessage(PHONE_CUSTOMER, TARGET, '👍', { id: 'wamid.Z', ...at(20) });
    const taken = reactionMessage(PHONE_CUSTOMER, TARGET, '', { id: 'wamid.A', ...at(20) });
    await deliver(question);
    for (const event of [given, taken, given]) await deliver(event);
    expect(await rig.listMessages()).toMatchObject([{ reactions: [] }]);
  });

  it('may replace a reaction, take it back, and come late', async () => {
    const { id } = await queue();
    await accept(id);
    await deliver(reactionMessage(PHONE_CUSTOMER, TARGET, '👍', at(10)));
    await deliver(reactionMessage(PHONE_CUSTOMER, TARGET, '🎉', at(20)));
    const get = () => rig.messages.getMessage(rig.database.read, id);
    expect((await get()).reactions).toEqual([{ emoji: '🎉', by: 'customer', at: iso(20) }]);
    await deliver(reactionMessage(PHONE_CUSTOMER, TARGET, undefined, at(40)));
    await deliver(reactionMessage(PHONE_CUSTOMER, TARGET, '😮', at(30)));
    expect((await get()).reactions).toEqual([]);
  });

  it('leave unread counts and the customer service window alone', async () => {
    await deliver(question);
    const [before] = (await rig.contactReadModel.list({ filter: 'all', limit: 5 })).contacts;
    await deliver(
      reactionMessage(PHONE_CUSTOMER, TARGET, '👍', at(50)),
      editMessage(PHONE_CUSTOMER, TARGET, 'And the red one?', at(60)),
    );
    const [after] = (await rig.contactReadModel.list({ filter: 'all', limit: 5 })).contacts;
    expect(after).toEqual({
      ...before,
      last_message: { ...before?.last_message, preview: 'And the red one?' },
    });
  });

  it('of an older message leave the preview of the newest', async () => {
    await deliver(question, textMessage(PHONE_CUSTOMER, 'Hello?', at(10)));
    await deliver(editMessage(PHONE_CUSTOMER, TARGET, 'Is the green kettle back?', at(20)));
    const { contacts } = await rig.contactReadModel.list({ filter: 'all', limit: 5 });
    expect(contacts[0]?.last_message?.preview).toBe('Hello?');
  });

  it('find their message when they overtake Meta’s answer to our send', async () => {
    const { id } = await queue();
    await deliver(reactionMessage(PHONE_CUSTOMER, TARGET, '👍', at(10)));
    const message = await accept(id);
    expect(message.reactions).toEqual([{ emoji: '👍', by: 'customer', at: iso(10) }]);
    expect(await rig.messages.getMessage(rig.database.read, id)).toEqual(message);
    expect(await rig.listChanges()).toMatchObject([
      { type: 'message.created' },
      { type: 'message.status_changed', message },
      { type: 'contact.updated' },
    ]);
  });

  it('find their message when only the echo of our id tells its wamid', async () => {
    const { id } = await queue();
    await deliver(reactionMessage(PHONE_CUSTOMER, TARGET, '👍', at(10)));
    const echo = { biz_opaque_callback_data: toCallbackData(id) };
    const statuses = [statusReport(TARGET, 'delivered', echo)];
    await rig.deliver(envelope(messagesChange({ people: [PHONE_CUSTOMER], statuses })));
    expect(await rig.messages.getMessage(rig.database.read, id)).toMatchObject({
      status: 'delivered',
      reactions: [{ emoji: '👍' }],
    });
  });

  it('by anybody but the customer, and of what the business wrote, are set aside', async () => {
    await deliver(question, textMessage(USERNAME_CUSTOMER, 'Hello', { id: 'wamid.HELLO' }));
    await accept((await queue()).id, 'wamid.OURS');
    await deliver(
      editMessage(USERNAME_CUSTOMER, TARGET, 'Not mine', at(10)),
      reactionMessage({ waId: '15550100777' }, TARGET, '👍', at(10)),
      editMessage(PHONE_CUSTOMER, 'wamid.OURS', 'Not written by me', at(10)),
      revokeMessage(PHONE_CUSTOMER, 'wamid.OURS', at(10)),
      reactionMessage(PHONE_CUSTOMER, TARGET, '🙂', at(10)),
    );
    const stranger = 'is not by the customer of that conversation';
    const foreign = 'is of a message that the customer did not write';
    const problems = await listProblems();
    expect(problems).toEqual(
      [`edit ${stranger}`, `reaction ${stranger}`, `edit ${foreign}`, `deletion ${foreign}`].map(
        (reason) => ({ state: 'unknown', reason: `the ${reason}` }),
      ),
    );
    expect(await rig.listMessages()).toMatchObject([
      { message_text: 'Is the blue kettle back?', edited_at: null, reactions: [{ emoji: '🙂' }] },
      { message_text: 'Hello' },
      { message_text: 'Yes, since Monday', edited_at: null, deleted_at: null },
    ]);
  });

  it('that wait for a message and are somebody else’s neither show nor hide what is the customer’s', async () => {
    await deliver(
      editMessage(PHONE_CUSTOMER, TARGET, 'Is the green kettle back?', at(10)),
      editMessage(USERNAME_CUSTOMER, TARGET, 'Not mine', at(20)),
    );
    await deliver(question);
    expect(await rig.listMessages()).toMatchObject([
      { message_text: 'Is the green kettle back?', edited_at: iso(10) },
    ]);
    expect(await rig.countRows('message_amendments')).toBe(1);
  });

  it('are one person’s whether named by phone or by user id', async () => {
    const { waId, userId } = PHONE_CUSTOMER as { waId: string; userId: string };
    await deliver(
      editMessage({ waId }, TARGET, 'by phone', at(30)),
      editMessage({ userId }, TARGET, 'by user id', at(20)),
    );
    await deliver(question);
    await deliver(editMessage({ userId }, TARGET, 'by user id, too late', at(25)));
    expect(await rig.listMessages()).toMatchObject([{ message_text: 'by phone' }]);
    await deliver(editMessage({ userId }, TARGET, 'by user id, newest', at(40)));
    expect(await rig.listMessages()).toMatchObject([{ message_text: 'by user id, newest' }]);
  });

  it('are of the business too where it makes them on its phone, whichever comes first', async () => {
    const echo = (message: object) =>
      rig.deliver(
        envelope({
          field: 'smb_message_echoes',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550100200', phone_number_id: PHONE_NUMBER_ID },
            message_echoes: [{ ...message, from: '15550100200', to: PHONE_CUSTOMER.waId }],
          },
        }),
      );
    await echo(editMessage({}, 'wamid.OURS', 'Yes, since Tuesday', at(20)));
    await echo(reactionMessage({}, TARGET, '👌', at(20)));
    await accept((await queue()).id, 'wamid.OURS');
    await deliver(question);
    await echo(editMessage({}, TARGET, 'Not ours', at(30)));
    expect(await rig.listMessages()).toMatchObject([
      { message_text: 'Yes, since Tuesday', original_content: { body: 'Yes, since Monday' } },
      { message_text: 'Is the blue kettle back?', reactions: [{ emoji: '👌', by: 'business' }] },
    ]);
    expect(await listProblems()).toEqual([
      {
        state: 'unknown',
        reason: 'the edit is of a message that the business did not write',
      },
    ]);
  });

  it('stand side by side in a group, one reaction of each participant', async () => {
    const inGroup = { group_id: 'Y2FwaV9n' };
    const react = (person: typeof PHONE_CUSTOMER, emoji: string | undefined, second: number) =>
      deliver(reactionMessage(person, TARGET, emoji, { ...at(second), ...inGroup }));
    const emojis = async () =>
      (await rig.listMessages()).flatMap(({ reactions }) => reactions.map(({ emoji }) => emoji));
    await react(USERNAME_CUSTOMER, '🙌', 10);
    await deliver({ ...question, ...inGroup });
    await react(PHONE_CUSTOMER, '👍', 20);
    expect((await emojis()).toSorted()).toEqual(['👍', '🙌'].toSorted());
    await react(USERNAME_CUSTOMER, '🎉', 30);
    await react(PHONE_CUSTOMER, undefined, 30);
    expect(await emojis()).toEqual(['🎉']);
  });

  it('stay with the business number they came to', async () => {
    rig.connections = [CONNECTION, { ...CONNECTION, id: 'cf_2', phoneNumberId: '700500300100999' }];
    await deliver(question);
    const messages = [editMessage(PHONE_CUSTOMER, TARGET, 'Elsewhere', at(10))];
    await rig.deliver(envelope(messagesChange({ phoneNumberId: '700500300100999', messages })));
    expect(await rig.listMessages()).toMatchObject([{ message_text: 'Is the blue kettle back?' }]);
  });

  it('whose message never comes are forgotten after seven days, others are not', async () => {
    await deliver(question, reactionMessage(PHONE_CUSTOMER, TARGET, '👍', at(10)));
    await deliver(reactionMessage(PHONE_CUSTOMER, 'wamid.NEVER', '👍', at(10)));
    const dayMs = 86_400_000;
    const deleteAt = (nowMs: number) => write((tx) => rig.messages.deleteOldParked(tx, nowMs));
    expect(await deleteAt(Date.now() + 6 * dayMs)).toBe(0);
    expect(await deleteAt(Date.now() + 8 * dayMs)).toBe(1);
    expect(await rig.countRows('message_amendments')).toBe(1);
  });
});

function mediaOf(content: MessageContent | null | undefined) {
  return content && 'media' in content ? content.media : undefined;
}

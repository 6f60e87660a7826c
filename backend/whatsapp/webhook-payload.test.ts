import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
  toMetaBytes,
  USERNAME_CUSTOMER,
} from '../../test/fixtures/webhooks/webhook-builder.ts';
import { parseWebhook } from './webhook-payload.ts';

const parse = (payload: unknown) => parseWebhook(Buffer.from(JSON.stringify(payload)));
const parseOne = (message: object, people = [PHONE_CUSTOMER]) =>
  parse(envelope(messagesChange({ people, messages: [message] })))[0];

describe('a webhook', () => {
  it('becomes one item for each message and status, with its place', () => {
    const change = messagesChange({
      messages: [textMessage(PHONE_CUSTOMER, 'a'), textMessage(PHONE_CUSTOMER, 'b')],
      statuses: [statusReport('wamid.S', 'read')],
    });
    const items = parse({
      object: 'whatsapp_business_account',
      entry: [{ changes: [change] }, { changes: [change, change] }],
    });
    expect(items.map(({ path }) => path)).toEqual(
      ['entry[0].changes[0]', 'entry[1].changes[0]', 'entry[1].changes[1]'].flatMap((path) => [
        `${path}.value.messages[0]`,
        `${path}.value.messages[1]`,
        `${path}.value.statuses[0]`,
      ]),
    );
  });

  it('is read from Meta’s escaped bytes', () => {
    const payload = envelope(
      messagesChange({ messages: [textMessage(PHONE_CUSTOMER, 'Grüße / 😀 日本')] }),
    );
    expect(parseWebhook(toMetaBytes(payload))[0]).toMatchObject({
      type: 'message',
      message: { content: { kind: 'text', body: 'Grüße / 😀 日本' } },
    });
  });

  it('finds a sender’s profile by id, whatever the order', () => {
    const payload = envelope(
      messagesChange({
        people: [USERNAME_CUSTOMER, PHONE_CUSTOMER],
        messages: [textMessage(PHONE_CUSTOMER, 'a'), textMessage(USERNAME_CUSTOMER, 'b')],
      }),
    );
    expect(
      parse(payload).map((item) => item.type === 'message' && item.message.sender),
    ).toMatchObject([
      { profileName: 'Nadia Okoro', waId: '15550100999' },
      { profileName: 'Tomás Berg', username: 'tomas.b', waId: undefined },
    ]);
  });

  it('takes a user id that stands where a phone should for a user id', () => {
    const item = parseOne({
      ...textMessage({}, 'x'),
      from: 'GB.77310042951188',
      from_user_id: undefined,
    });
    expect(item).toMatchObject({
      message: { sender: { userId: 'GB.77310042951188', waId: undefined } },
    });
  });

  it.each([
    ['a type of tomorrow', { type: 'pigeon', pigeon: {} }, 'pigeon'],
    ['a type of the future', { type: 'hologram', hologram: {} }, 'hologram'],
    [
      'what Meta does not pass on',
      {
        type: 'unsupported',
        unsupported: { type: 'poll_creation' },
        errors: [{ code: 131051, title: 'Message type unknown' }],
      },
      'poll_creation',
    ],
    ['no type', { type: undefined }, 'unknown'],
    ['a name of Object.prototype', { type: 'constructor' }, 'constructor'],
  ])('shows %s as unsupported', (_name, extra, originalType) => {
    expect(parseOne(textMessage(PHONE_CUSTOMER, 'x', extra))).toMatchObject({
      type: 'message',
      message: { content: { kind: 'unsupported', original_type: originalType } },
    });
  });

  it('opens the window by a message, not by a notice', () => {
    const opens = (extra: object) => {
      const item = parseOne(textMessage(PHONE_CUSTOMER, 'x', extra));
      return item?.type === 'message' && item.message.opensWindow;
    };
    expect(opens({})).toBe(true);
    expect(opens({ type: 'system', system: { body: 'x' } })).toBe(false);
  });

  it.each([
    [
      'a reaction',
      reactionMessage(PHONE_CUSTOMER, 'wamid.T', '👍🏽', { id: 'wamid.E' }),
      { kind: 'reaction', emoji: '👍🏽' },
    ],
    [
      'a reaction taken back',
      reactionMessage(PHONE_CUSTOMER, 'wamid.T', undefined, { id: 'wamid.E' }),
      { kind: 'reaction', emoji: null },
    ],
    [
      'a reaction taken back by an empty emoji',
      reactionMessage(PHONE_CUSTOMER, 'wamid.T', '', { id: 'wamid.E' }),
      { kind: 'reaction', emoji: null },
    ],
    [
      'an edit',
      editMessage(PHONE_CUSTOMER, 'wamid.T', 'Is the green kettle back?', { id: 'wamid.E' }),
      { kind: 'edit', content: { kind: 'text', body: 'Is the green kettle back?' } },
    ],
    [
      'a deletion',
      revokeMessage(PHONE_CUSTOMER, 'wamid.T', { id: 'wamid.E' }),
      { kind: 'deletion' },
    ],
  ])('tells %s from a message', (_name, message, action) => {
    const item = parseOne(message);
    expect(item?.type === 'amendment' && item.amendment).toEqual({
      phoneNumberId: PHONE_NUMBER_ID,
      by: 'customer',
      targetMessageId: 'wamid.T',
      eventMessageId: 'wamid.E',
      sender: { waId: '15550100999', userId: PHONE_CUSTOMER.userId, profileName: 'Nadia Okoro' },
      sentAtMs: FIRST_SECOND * 1_000,
      action,
    });
  });

  it.each([
    ['a reaction to nothing', { type: 'reaction', reaction: { emoji: '👍' } }],
    ['a reaction without its object', { type: 'reaction' }],
    [
      'an edit without what it says now',
      { type: 'edit', edit: { original_message_id: 'wamid.T' } },
    ],
    [
      'an edit of nothing',
      { type: 'edit', edit: { message: { type: 'text', text: { body: 'x' } } } },
    ],
    [
      'an edit to an empty text',
      { type: 'edit', edit: { original_message_id: 'wamid.T', message: { type: 'text' } } },
    ],
    ['a deletion of nothing', { type: 'revoke', revoke: {} }],
  ])('sets %s aside', (_name, extra) => {
    expect(parseOne(textMessage(PHONE_CUSTOMER, 'x', extra))?.type).toBe('malformed');
  });

  it('says in words why a message failed', () => {
    const [item] = parse(
      envelope(messagesChange({ statuses: [statusReport('wamid.F', 'failed')] })),
    );
    expect(item).toMatchObject({
      type: 'status',
      status: {
        status: 'failed',
        reportedAtMs: (FIRST_SECOND + 30) * 1_000,
        error: { code: 131026, is_retryable: false },
      },
    });
  });

  it.each([
    [{ object: 'whatsapp_business_account', entry: [] }, []],
    [{ object: 'whatsapp_business_account' }, ['malformed']],
    [
      { object: 'whatsapp_business_account', entry: [null, 3, {}, { changes: {} }] },
      ['malformed', 'malformed', 'malformed', 'malformed'],
    ],
    [
      envelope({ field: 'messages', value: { messages: { 0: {} }, statuses: null } }),
      ['malformed', 'malformed'],
    ],
    [{ object: 'instagram' }, ['unknown']],
    [null, ['unknown']],
    [envelope({ field: 'flows', value: { event: 'X' } }), ['unknown']],
    [envelope({ field: 'account_update', value: { event: 'X' } }), ['account']],
    [envelope({ field: 'messages', value: { errors: [{ code: 130429 }] } }), ['account']],
    [envelope({ field: 'messages', value: 'text' }), ['malformed']],
    [envelope({ field: 'messages', value: { messages: [{}] } }), ['malformed']],
    [
      envelope(messagesChange({ messages: [textMessage(PHONE_CUSTOMER, 'x', { group_id: 'g' })] })),
      ['message'],
    ],
    [
      envelope(messagesChange({ messages: [textMessage(PHONE_CUSTOMER, 'x', { id: 7 })] })),
      ['malformed'],
    ],
    [
      envelope(
        messagesChange({ messages: [textMessage(PHONE_CUSTOMER, 'x', { id: 'w'.repeat(201) })] }),
      ),
      ['malformed'],
    ],
    [
      envelope(
        messagesChange({ messages: [textMessage(PHONE_CUSTOMER, 'x', { timestamp: '1e99' })] }),
      ),
      ['malformed'],
    ],
  ])('of the form %j is told apart', (payload, types) => {
    expect(parse(payload).map(({ type }) => type)).toEqual(types);
  });

  it('is set aside whole when it has more items than Meta could ever mean', () => {
    const withZeros = (count: number) =>
      parse(envelope(messagesChange({ messages: Array.from({ length: count }, () => 0) })));
    expect(withZeros(9_998)).toHaveLength(9_998);
    expect(withZeros(9_999)).toMatchObject([
      { path: '', type: 'malformed', reason: 'the body has more than 10000 items' },
    ]);
  });

  it('never throws, and never loses a good message among bad ones, whatever they are', () => {
    const good = textMessage(PHONE_CUSTOMER, 'good', { id: 'wamid.GOOD' });
    const hostile = fc.oneof(
      fc.jsonValue(),
      fc
        .dictionary(
          fc.constantFrom(
            'from',
            'from_user_id',
            'id',
            'timestamp',
            'type',
            'text',
            'system',
            'context',
            'reaction',
            'edit',
            'revoke',
            'errors',
            '__proto__',
          ),
          fc.jsonValue(),
        )
        .map((extra) => ({ ...good, id: 'wamid.BAD', ...extra })),
    );
    fc.assert(
      fc.property(
        fc.array(hostile, { maxLength: 5 }),
        fc.array(hostile, { maxLength: 5 }),
        (a, b) => {
          const items = parse(
            envelope(messagesChange({ messages: [...a, good, ...b], statuses: [...b] })),
          );
          expect(items).toHaveLength(a.length + 1 + 2 * b.length);
          expect(items[a.length]).toMatchObject({
            type: 'message',
            message: { messageId: 'wamid.GOOD', phoneNumberId: PHONE_NUMBER_ID },
          });
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => parseWebhook(Buffer.from(bytes))).not.toThrow();
      }),
    );
  });
});

import { z } from 'zod';
import type { CustomerMessage } from './customer-message.ts';

/*
 * What a customer can send besides files: for each of Meta's types the content that stands under its
 * name in a webhook, checked strictly, so that no test is written against a shape that Meta never sends.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/messages
 */
const typed = z.string().optional();
const cardSchema = z.strictObject({
  name: z.strictObject({
    formatted_name: z.string(),
    first_name: z.string().optional(),
    last_name: z.string().optional(),
    middle_name: z.string().optional(),
    prefix: z.string().optional(),
    suffix: z.string().optional(),
  }),
  phones: z
    .array(z.strictObject({ phone: z.string(), wa_id: z.string().optional(), type: typed }))
    .optional(),
  emails: z.array(z.strictObject({ email: z.string(), type: typed })).optional(),
  urls: z.array(z.strictObject({ url: z.string(), type: typed })).optional(),
  addresses: z
    .array(
      z.strictObject({
        street: z.string().optional(),
        city: z.string().optional(),
        state: z.string().optional(),
        zip: z.string().optional(),
        country: z.string().optional(),
        country_code: z.string().optional(),
        type: typed,
      }),
    )
    .optional(),
  org: z
    .strictObject({
      company: z.string().optional(),
      department: z.string().optional(),
      title: z.string().optional(),
    })
    .optional(),
  birthday: z.iso.date().optional(),
  vcard: z.string().optional(),
  origin: z.enum(['contact_request', 'other']).optional(),
});

const interactiveSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('button_reply'),
    button_reply: z.strictObject({ id: z.string(), title: z.string() }),
  }),
  z.strictObject({
    type: z.literal('list_reply'),
    list_reply: z.strictObject({
      id: z.string(),
      title: z.string(),
      description: z.string().optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('nfm_reply'),
    nfm_reply: z.strictObject({
      name: z.enum(['flow', 'address_message']),
      body: z.string(),
      /** JSON within a string. */
      response_json: z.string(),
    }),
  }),
  z.strictObject({
    type: z.literal('call_permission_reply'),
    call_permission_reply: z.strictObject({
      response: z.enum(['accept', 'reject']),
      is_permanent: z.boolean().optional(),
      /** In seconds. */
      expiration_timestamp: z.string().regex(/^\d+$/).optional(),
      response_source: z.enum(['user_action', 'automatic']),
    }),
  }),
]);

const CONTENTS = {
  text: z.strictObject({ body: z.string().min(1).max(4_096) }),
  location: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().optional(),
    address: z.string().optional(),
    url: z.url().optional(),
  }),
  contacts: z.array(cardSchema).min(1).max(257),
  button: z.strictObject({ payload: z.string(), text: z.string() }),
  interactive: interactiveSchema,
  order: z.strictObject({
    catalog_id: z.string(),
    text: z.string().optional(),
    product_items: z
      .array(
        z.strictObject({
          product_retailer_id: z.string(),
          quantity: z.number().int().min(1),
          item_price: z.number().min(0),
          currency: z.string().length(3),
        }),
      )
      .min(1),
  }),
  system: z.strictObject({ type: z.literal('customer_identity_changed'), body: z.string() }),
  unsupported: z.strictObject({ type: z.string() }),
} as const;

const messageSchema = z.strictObject({
  type: z.enum(Object.keys(CONTENTS) as (keyof typeof CONTENTS)[]),
  content: z.unknown().optional(),
});

const envelopeSchema = z.strictObject({
  type: z.string().optional(),
  content: z.unknown().optional(),
  text: CONTENTS.text.shape.body.optional(),
  context_message_id: z.string().optional(),
  to: z.string().optional(),
  /** What else stands beside the content, such as `referral` or `context: { forwarded: true }`. */
  extra: z.record(z.string(), z.unknown()).optional(),
});

/** What Meta says beside a message that it cannot pass on. */
const UNKNOWN_TYPE = {
  code: 131_051,
  title: 'Message type unknown',
  message: 'Message type unknown',
  error_data: { details: 'Message type is currently not supported.' },
};

/**
 * Reads `{ text }` or `{ type, content, extra? }`, each perhaps with `context_message_id`
 * and `to`, the id of the business's number.
 * Throws a ZodError for what no phone sends.
 */
export function readCustomerMessage(body: unknown): {
  said: Pick<CustomerMessage, 'type' | 'content' | 'extra' | 'phoneNumberId'>;
  contextMessageId: string | undefined;
} {
  const { text, extra, context_message_id, to, ...rest } = envelopeSchema.parse(body);
  const message = messageSchema.parse(
    text === undefined ? rest : { ...rest, type: 'text', content: { body: text } },
  );
  const { type } = message;
  const beside = { ...(type === 'unsupported' ? { errors: [UNKNOWN_TYPE] } : {}), ...extra };
  return {
    said: {
      type,
      content: CONTENTS[type].parse(message.content),
      ...(to === undefined ? {} : { phoneNumberId: to }),
      ...(Object.keys(beside).length > 0 ? { extra: beside } : {}),
    },
    contextMessageId: context_message_id,
  };
}

import { z } from 'zod';
import { requiredText } from './content/characters.ts';
import { interactiveSchema } from './content/interactive.ts';
import { templateOrderSchema } from './content/template-order.ts';
import { MAX_CAPTION_LENGTH } from './media-limits.ts';
import { phoneNumberIdSchema } from './meta-ids.ts';
import { messageSchema } from './message.ts';

/** The longest text Meta takes, in characters. */
export const MAX_TEXT_LENGTH = 4_096;
const MAX_CONTACTS = 257;

const clientMessageIdSchema = z.string().min(1).max(128);
const recipientSchema = z.string().min(1).max(160);
/**
 * Which of our numbers it goes out by. Left out: the one the person was in touch with last, or the
 * first that was connected.
 */
export const sendingNumberSchema = phoneNumberIdSchema.optional();

/** Short form of a send: who and what. */
const shortSendSchema = z.strictObject({
  phone_number: recipientSchema,
  message_text: requiredText('The text', MAX_TEXT_LENGTH),
  phone_number_id: sendingNumberSchema,
  client_message_id: clientMessageIdSchema.optional(),
});

/** Full form: as in the Graph API, with `to` a phone number, a business-scoped user id or our contact id. */
const envelope = {
  to: recipientSchema,
  phone_number_id: sendingNumberSchema,
  context: z.strictObject({ message_id: z.string().min(1).max(512) }).optional(),
  client_message_id: clientMessageIdSchema.optional(),
};

const textSendSchema = z.strictObject({
  ...envelope,
  type: z.literal('text'),
  text: z.strictObject({
    body: requiredText('The text', MAX_TEXT_LENGTH),
    preview_url: z.boolean().optional(),
  }),
});

const degrees = (what: string, limit: number) =>
  z
    .number(`The ${what} is a number of degrees.`)
    .min(-limit, `The ${what} is at least -${limit}.`)
    .max(limit, `The ${what} is at most ${limit}.`);

const locationSendSchema = z.strictObject({
  ...envelope,
  type: z.literal('location'),
  location: z.strictObject({
    latitude: degrees('latitude', 90),
    longitude: degrees('longitude', 180),
    name: requiredText('The name', 1_000).optional(),
    address: requiredText('The address', 1_000).optional(),
  }),
});

const typeSchema = z.string().min(1).max(40).optional();

/** One business card in Meta's form. */
const cardSchema = z.strictObject({
  name: z.looseObject({ formatted_name: requiredText('A contact’s name', 500) }),
  phones: z
    .array(
      z.strictObject({
        phone: z.string().min(1).max(40),
        wa_id: z.string().max(40).optional(),
        type: typeSchema,
      }),
    )
    .max(20)
    .optional(),
  emails: z
    .array(z.strictObject({ email: z.email('An e-mail address is not right.'), type: typeSchema }))
    .max(20)
    .optional(),
  urls: z
    .array(z.strictObject({ url: z.string().min(1).max(500), type: typeSchema }))
    .max(20)
    .optional(),
  addresses: z
    .array(
      z.strictObject({
        street: z.string().max(500).optional(),
        city: z.string().max(200).optional(),
        state: z.string().max(200).optional(),
        zip: z.string().max(40).optional(),
        country: z.string().max(200).optional(),
        country_code: z.string().max(2).optional(),
        type: typeSchema,
      }),
    )
    .max(20)
    .optional(),
  org: z
    .strictObject({
      company: z.string().max(500).optional(),
      department: z.string().max(200).optional(),
      title: z.string().max(200).optional(),
    })
    .optional(),
  birthday: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'A birthday looks like 1990-12-31.')
    .optional(),
});

const contactsSendSchema = z.strictObject({
  ...envelope,
  type: z.literal('contacts'),
  contacts: z
    .array(cardSchema)
    .min(1, 'At least one contact is needed.')
    .max(MAX_CONTACTS, `A message has at most ${MAX_CONTACTS} contacts.`),
});

const interactiveSendSchema = z.strictObject({
  ...envelope,
  type: z.literal('interactive'),
  interactive: interactiveSchema,
});

const templateSendSchema = z.strictObject({
  ...envelope,
  type: z.literal('template'),
  template: templateOrderSchema,
});

const MAX_FILE_NAME_LENGTH = 240;

/** A file by the id of an upload (`POST /api/whatsapp/media`), or by a public address for Meta to fetch. */
function fileSchema<Rest extends z.ZodRawShape>(rest: Rest) {
  return z.union([
    z.strictObject({
      id: z.string().regex(/^md_\w{1,40}$/, 'An upload’s id begins with md_.'),
      ...rest,
    }),
    z.strictObject({
      link: z
        .url({ protocol: /^https?$/, error: 'A link to a file starts with https://.' })
        .max(2_000, 'A link to a file has at most 2000 characters.'),
      ...rest,
    }),
  ]);
}

const caption = requiredText('The caption', MAX_CAPTION_LENGTH).optional();
const captioned = fileSchema({ caption });

const imageSendSchema = z.strictObject({ ...envelope, type: z.literal('image'), image: captioned });
const videoSendSchema = z.strictObject({ ...envelope, type: z.literal('video'), video: captioned });
const audioSendSchema = z.strictObject({
  ...envelope,
  type: z.literal('audio'),
  /** `voice`: played as a voice message; OGG with Opus only. */
  audio: fileSchema({ voice: z.boolean().optional() }),
});
const documentSendSchema = z.strictObject({
  ...envelope,
  type: z.literal('document'),
  /** `filename`: what the customer sees, in place of the upload's. */
  document: fileSchema({
    caption,
    filename: requiredText('The file’s name', MAX_FILE_NAME_LENGTH).optional(),
  }),
});
const stickerSendSchema = z.strictObject({
  ...envelope,
  type: z.literal('sticker'),
  sticker: fileSchema({}),
});

export const sendMessageRequestSchema = z.union([
  shortSendSchema,
  z.discriminatedUnion('type', [
    textSendSchema,
    locationSendSchema,
    contactsSendSchema,
    interactiveSendSchema,
    templateSendSchema,
    imageSendSchema,
    videoSendSchema,
    audioSendSchema,
    documentSendSchema,
    stickerSendSchema,
  ]),
]);
export type SendMessageRequest = z.infer<typeof sendMessageRequestSchema>;
/** The full form of a send. */
export type FullSendRequest = Extract<SendMessageRequest, { type: string }>;

export const sendMessageResponseSchema = z.object({ message: messageSchema });
export type SendMessageResponse = z.infer<typeof sendMessageResponseSchema>;

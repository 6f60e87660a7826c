import { z } from 'zod';
import { phoneNumberIdSchema } from './meta-ids.ts';
import { messageContentSchema } from './message-content.ts';
import { MESSAGE_STATUSES } from './message-status.ts';
import { participantSchema, provenanceSchema } from './provenance.ts';

export const messageDirectionSchema = z.enum(['incoming', 'outgoing']);
export type MessageDirection = z.infer<typeof messageDirectionSchema>;

/** Why a message was not delivered: Meta's code, and words from our error dictionary. */
export const messageErrorSchema = z.object({
  code: z.number().int().nullable(),
  title: z.string(),
  details: z.string().nullable(),
  /** True where sending the same message again can help. */
  is_retryable: z.boolean(),
});
export type MessageError = z.infer<typeof messageErrorSchema>;

export const reactionSchema = z.object({
  emoji: z.string(),
  /** Each side has one reaction at most on a message; in a group each participant. */
  by: z.enum(['customer', 'business']),
  /** Who of a group it was. */
  participant: participantSchema.optional(),
  at: z.iso.datetime(),
});
export type Reaction = z.infer<typeof reactionSchema>;

export const messageSchema = z.object({
  /** Our id: a decimal string. Within a conversation a larger id is a later message, unless it has a `position`. */
  id: z.string(),
  /**
   * Its place in the conversation; absent where that is the id's own. Messages from before the
   * number was connected have negative ones.
   */
  position: z.number().int().optional(),
  /** Meta's id (wamid); null until Meta has accepted an outgoing message. */
  message_id: z.string().nullable(),
  /** The sender's own key for one click, at most 128 characters. */
  client_message_id: z.string().nullable(),
  /** The business number this message belongs to. */
  phone_number_id: z.string(),
  contact_id: z.string(),
  direction: messageDirectionSchema,
  from_phone: z.string().nullable(),
  to_phone: z.string().nullable(),
  message_type: z.string(),
  message_text: z.string().nullable(),
  content: messageContentSchema,
  status: z.enum(MESSAGE_STATUSES),
  error: messageErrorSchema.nullable(),
  is_read: z.boolean(),
  /** wamid of the message this one answers. */
  reply_to_message_id: z.string().nullable(),
  /** Who wrote it; null for the customer and for messages sent elsewhere. */
  sent_by: z.object({ id: z.string(), name: z.string() }).nullable(),
  broadcast_id: z.string().nullable(),
  /** How it came here, where there is something to say. */
  provenance: provenanceSchema.optional(),
  /** When we stored it; the others as Meta tells them. ISO 8601, UTC. */
  created_at: z.iso.datetime(),
  sent_at: z.iso.datetime().nullable(),
  delivered_at: z.iso.datetime().nullable(),
  read_at: z.iso.datetime().nullable(),
  reactions: z.array(reactionSchema),
  /**
   * When its sender last edited it; `message_type`, `message_text` and `content` are those of the
   * newest edit.
   */
  edited_at: z.iso.datetime().nullable(),
  /** What it said before the first edit; null if it was never edited. */
  original_content: messageContentSchema.nullable(),
  /** When its sender deleted it; the content stays, for the team. */
  deleted_at: z.iso.datetime().nullable(),
});
export type Message = z.infer<typeof messageSchema>;

export const messagePageSchema = z.object({
  messages: z.array(messageSchema),
  next_cursor: z.string().nullable(),
});
export type MessagePage = z.infer<typeof messagePageSchema>;

export const messageQuerySchema = z.object({
  contact: z.string().min(1).max(160).optional(),
  /** Only messages of this business number (its phone number id). */
  number: phoneNumberIdSchema.optional(),
  search: z.string().min(1).max(200).optional(),
  status: z.enum(MESSAGE_STATUSES).optional(),
  direction: messageDirectionSchema.optional(),
  type: z.string().min(1).max(40).optional(),
  /** Only messages stored at or after this moment. */
  since: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type MessageQuery = z.infer<typeof messageQuerySchema>;

/** `csv` has one line a message for spreadsheets, `jsonl` one whole JSON object a line. */
export const messageExportQuerySchema = messageQuerySchema
  .omit({ cursor: true, limit: true })
  .extend({ format: z.enum(['csv', 'jsonl']).default('csv') });
export type MessageExportQuery = z.infer<typeof messageExportQuerySchema>;

import { z } from 'zod';

/** stored: not looked at yet. done: every item was taken or set aside. failed: could not be read. */
export const webhookStateSchema = z.enum(['stored', 'done', 'failed']);
export type WebhookState = z.infer<typeof webhookStateSchema>;

/** Items shown with an event in the list; `GET …/events/:id` has all. */
export const MAX_LISTED_ITEMS = 50;

/** unknown: valid, but nothing this version knows. malformed: lacks what it must have. */
export const webhookItemTypeSchema = z.enum([
  'message',
  'amendment',
  'template',
  'status',
  'identity',
  'preference',
  'phone_contact',
  'group',
  'account',
  'unknown',
  'malformed',
]);
export type WebhookItemType = z.infer<typeof webhookItemTypeSchema>;

/**
 * shown: it is on screen, or was applied to what is. parsed: read and kept, but what it belongs to
 * is not here (yet). unknown: set aside as nothing this version knows. failed: set aside because it
 * could not be taken.
 */
export const webhookItemStateSchema = z.enum(['shown', 'parsed', 'unknown', 'failed']);
export type WebhookItemState = z.infer<typeof webhookItemStateSchema>;

/** One message, status, … of a webhook; each is taken or set aside on its own. */
export const webhookItemSchema = z.object({
  /** For example `entry[0].changes[1].value.messages[3]`; empty: the whole body. */
  item_path: z.string(),
  type: webhookItemTypeSchema,
  /** A message's kind or a status's name, where known. */
  kind: z.string().nullable(),
  state: webhookItemStateSchema,
  /** wamid of the message that it is, or is about. */
  message_id: z.string().nullable(),
  /** The business number's id. */
  phone_number_id: z.string().nullable(),
  /** The customer: Meta's `wa_id`, which is the phone number's digits. */
  wa_id: z.string().nullable(),
  /** The customer's business-scoped user id. */
  user_id: z.string().nullable(),
  /** Why it is not shown. */
  reason: z.string().nullable(),
  /** The JSON of an item that was set aside, cut to 64 KB. */
  raw: z.string().nullable(),
  created_at: z.iso.datetime(),
  /** When a replay took an item that had been set aside. */
  resolved_at: z.iso.datetime().nullable(),
});
export type WebhookItem = z.infer<typeof webhookItemSchema>;

export const webhookEventSchema = z.object({
  id: z.string(),
  state: webhookStateSchema,
  received_at: z.iso.datetime(),
  processed_at: z.iso.datetime().nullable(),
  attempts: z.number().int(),
  size_bytes: z.number().int(),
  item_count: z.number().int().nullable(),
  problem_count: z.number().int().nullable(),
  error: z.string().nullable(),
  /** How many items stand how; those that a replay has taken count as what they are now. */
  item_states: z.record(webhookItemStateSchema, z.number().int()),
  /** At most 50, those with a problem first; in a search only what was searched for. */
  items: z.array(webhookItemSchema),
});
export type WebhookEvent = z.infer<typeof webhookEventSchema>;

export const webhookEventPageSchema = z.object({
  events: z.array(webhookEventSchema),
  /** Webhooks that wait or failed, and items that are set aside and not taken yet. */
  counts: z.object({
    stored: z.number().int(),
    failed: z.number().int(),
    unknown_items: z.number().int(),
    failed_items: z.number().int(),
    /** Webhooks that `replay-failed` would put back in line. */
    replayable: z.number().int(),
  }),
  next_cursor: z.string().nullable(),
});
export type WebhookEventPage = z.infer<typeof webhookEventPageSchema>;

export const webhookEventQuerySchema = z.object({
  /** A phone number in any usual form, a wamid or a business-scoped user id; each as a whole. */
  search: z.string().trim().max(200).optional(),
  state: webhookStateSchema.optional(),
  /** `true`: only webhooks that failed or of which an item was set aside. */
  has_problems: z.enum(['true', 'false']).optional(),
  /** Received at this moment or later. */
  since: z.iso.datetime({ offset: true }).optional(),
  /** Received before this moment. */
  until: z.iso.datetime({ offset: true }).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type WebhookEventQuery = z.infer<typeof webhookEventQuerySchema>;

/** One event with its body as it came; `items` is a page in the order of the body. */
export const webhookEventDetailSchema = webhookEventSchema.extend({
  raw_body: z.string(),
  next_cursor: z.string().nullable(),
});
export type WebhookEventDetail = z.infer<typeof webhookEventDetailSchema>;

export const webhookItemQuerySchema = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type WebhookItemQuery = z.infer<typeof webhookItemQuerySchema>;

/** How many webhooks were put back in line. */
export const replayFailedResponseSchema = z.object({ replayed: z.number().int() });
export type ReplayFailedResponse = z.infer<typeof replayFailedResponseSchema>;

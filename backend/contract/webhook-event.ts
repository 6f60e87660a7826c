import { z } from 'zod';

/** stored: not looked at yet. done: every item was taken or set aside. failed: could not be read. */
export const webhookStateSchema = z.enum(['stored', 'done', 'failed']);
export type WebhookState = z.infer<typeof webhookStateSchema>;

/** An item that was set aside; its siblings in the same webhook were taken. */
export const webhookProblemSchema = z.object({
  /** For example `entry[0].changes[1].value.messages[3]`; empty: the whole body. */
  item_path: z.string(),
  /** unknown: valid, but nothing this version knows. failed: it could not be taken. */
  state: z.enum(['unknown', 'failed']),
  reason: z.string(),
  /** The item's JSON, cut to 64 KB. */
  raw: z.string(),
  created_at: z.iso.datetime(),
  /** When a replay took the item after all. */
  resolved_at: z.iso.datetime().nullable(),
});
export type WebhookProblem = z.infer<typeof webhookProblemSchema>;

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
  problems: z.array(webhookProblemSchema),
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
  }),
  next_cursor: z.string().nullable(),
});
export type WebhookEventPage = z.infer<typeof webhookEventPageSchema>;

export const webhookEventQuerySchema = z.object({
  state: webhookStateSchema.optional(),
  /** `true`: only webhooks of which an item was set aside. */
  has_problems: z.enum(['true', 'false']).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type WebhookEventQuery = z.infer<typeof webhookEventQuerySchema>;

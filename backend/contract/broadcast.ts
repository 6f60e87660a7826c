import { z } from 'zod';
import { MAX_TEXT_LENGTH } from './message.ts';

export const broadcastStateSchema = z.enum(['running', 'paused', 'cancelled', 'done']);
export type BroadcastState = z.infer<typeof broadcastStateSchema>;

export const broadcastSchema = z.object({
  id: z.string(),
  phone_number_id: z.string(),
  state: broadcastStateSchema,
  message_text: z.string().nullable(),
  created_by: z.string().nullable(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  /** How many rows stand where; `refused` rows were never queued (bad or repeated recipient). */
  progress: z.object({
    total: z.number().int(),
    queued: z.number().int(),
    sent: z.number().int(),
    failed: z.number().int(),
    unknown: z.number().int(),
    refused: z.number().int(),
  }),
});
export type Broadcast = z.infer<typeof broadcastSchema>;

export const broadcastRecipientSchema = z.object({
  recipient: z.string(),
  state: z.enum(['queued', 'sending', 'sent', 'failed', 'unknown', 'refused']),
  error: z.string().nullable(),
  message_id: z.string().nullable(),
});
export type BroadcastRecipient = z.infer<typeof broadcastRecipientSchema>;

export const sendBulkRequestSchema = z.strictObject({
  phone_numbers: z.array(z.string().max(160)).min(1).max(10_000),
  message_text: z.string().min(1).max(MAX_TEXT_LENGTH),
  client_message_id: z.string().min(1).max(128).optional(),
});
export type SendBulkRequest = z.infer<typeof sendBulkRequestSchema>;

export const sendBulkResponseSchema = z.object({
  broadcast: broadcastSchema,
  /** Rows that were refused at once, each with its reason. */
  refused: z.array(broadcastRecipientSchema),
});
export type SendBulkResponse = z.infer<typeof sendBulkResponseSchema>;

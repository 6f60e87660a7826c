import { z } from 'zod';
import { templateOrderSchema, templateVariablesSchema } from './content/template-order.ts';
import { MAX_TEXT_LENGTH, sendingNumberSchema } from './send.ts';

export const broadcastStateSchema = z.enum(['running', 'paused', 'cancelled', 'done']);
export type BroadcastState = z.infer<typeof broadcastStateSchema>;

export const broadcastSchema = z.object({
  id: z.string(),
  phone_number_id: z.string(),
  state: broadcastStateSchema,
  /** The text; of templates what everybody reads, with the variables still in it. */
  message_text: z.string().nullable(),
  created_by: z.string().nullable(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  /**
   * How many rows stand where; `refused` rows were left out: a bad or repeated recipient, somebody who
   * wants no marketing or who is blocked.
   */
  progress: z.object({
    total: z.number().int(),
    queued: z.number().int(),
    /** Meta has them and has not sent them yet: it checks or has paused their template. */
    held: z.number().int(),
    sent: z.number().int(),
    failed: z.number().int(),
    unknown: z.number().int(),
    refused: z.number().int(),
    /** Not sent any more because the broadcast was cancelled. */
    cancelled: z.number().int(),
  }),
});
export type Broadcast = z.infer<typeof broadcastSchema>;

export const broadcastRecipientSchema = z.object({
  recipient: z.string(),
  state: z.enum(['queued', 'sending', 'held', 'sent', 'failed', 'unknown', 'refused', 'cancelled']),
  error: z.string().nullable(),
  message_id: z.string().nullable(),
});
export type BroadcastRecipient = z.infer<typeof broadcastRecipientSchema>;

const MAX_RECIPIENTS = 10_000;
const clientMessageIdSchema = z.string().min(1).max(128).optional();

/** Short form: one text to many. */
const shortBulkSchema = z.strictObject({
  phone_numbers: z.array(z.string().max(160)).min(1).max(MAX_RECIPIENTS),
  message_text: z.string().min(1).max(MAX_TEXT_LENGTH),
  phone_number_id: sendingNumberSchema,
  client_message_id: clientMessageIdSchema,
});

/**
 * Full form: one template to many, with values for everybody in `template.variables`; what a
 * recipient has of their own takes the place of a whole part (`header`, `body`, `buttons`…).
 */
const templateBulkSchema = z.strictObject({
  recipients: z
    .array(
      z.strictObject({
        to: z.string().max(160),
        variables: templateVariablesSchema.optional(),
      }),
    )
    .min(1)
    .max(MAX_RECIPIENTS),
  type: z.literal('template'),
  template: templateOrderSchema,
  phone_number_id: sendingNumberSchema,
  client_message_id: clientMessageIdSchema,
});

export const sendBulkRequestSchema = z.union([shortBulkSchema, templateBulkSchema]);
export type SendBulkRequest = z.infer<typeof sendBulkRequestSchema>;

export const sendBulkResponseSchema = z.object({
  broadcast: broadcastSchema,
  /** Rows that were refused at once, each with its reason. */
  refused: z.array(broadcastRecipientSchema),
});
export type SendBulkResponse = z.infer<typeof sendBulkResponseSchema>;

export const broadcastResponseSchema = z.object({ broadcast: broadcastSchema });

export const broadcastPageSchema = z.object({
  broadcasts: z.array(broadcastSchema),
  next_cursor: z.string().nullable(),
});
export type BroadcastPage = z.infer<typeof broadcastPageSchema>;

export const broadcastQuerySchema = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type BroadcastQuery = z.infer<typeof broadcastQuerySchema>;

export const broadcastRecipientPageSchema = z.object({
  recipients: z.array(broadcastRecipientSchema),
  next_cursor: z.string().nullable(),
});
export type BroadcastRecipientPage = z.infer<typeof broadcastRecipientPageSchema>;

export const broadcastRecipientQuerySchema = z.object({
  state: broadcastRecipientSchema.shape.state.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type BroadcastRecipientQuery = z.infer<typeof broadcastRecipientQuerySchema>;

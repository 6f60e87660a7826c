import { z } from 'zod';

/** WhatsApp tells the business something about the customer, for example a new number. */
export const noticeContentSchema = z.object({
  kind: z.literal('notice'),
  /** Meta's `system.type`, or `call_taken`, `call_missed`, `call_made`, `call_unanswered`. */
  notice: z.string(),
  /** Meta's own sentence. */
  body: z.string().optional(),
  /** Of a call that was taken. */
  duration_seconds: z.number().int().optional(),
  /** The number the chat goes by from now on, as `+digits`. */
  new_phone: z.string().optional(),
});
export type NoticeContent = z.infer<typeof noticeContentSchema>;

import { z } from 'zod';

/** WhatsApp tells the business something about the customer, for example a new number. */
export const noticeContentSchema = z.object({
  kind: z.literal('notice'),
  /** Meta's `system.type`. */
  notice: z.string(),
  /** Meta's own sentence. */
  body: z.string().optional(),
  /** The number the chat goes by from now on, as `+digits`. */
  new_phone: z.string().optional(),
});
export type NoticeContent = z.infer<typeof noticeContentSchema>;

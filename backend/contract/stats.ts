import { z } from 'zod';

export const statsQuerySchema = z.object({
  /** How many days back, today included (UTC days). */
  days: z.coerce.number().int().min(1).max(366).default(30),
});

export const statsSchema = z.object({
  total_messages: z.number().int(),
  incoming_messages: z.number().int(),
  outgoing_messages: z.number().int(),
  unread_count: z.number().int(),
  total_contacts: z.number().int(),
  /** Outgoing messages by the status they have now. */
  by_status: z.record(z.string(), z.number().int()),
  days: z.array(
    z.object({
      day: z.string(),
      incoming: z.number().int(),
      outgoing: z.number().int(),
      delivered: z.number().int(),
      read: z.number().int(),
      failed: z.number().int(),
    }),
  ),
});
export type Stats = z.infer<typeof statsSchema>;

export const healthSchema = z.object({
  status: z.enum(['healthy', 'degraded', 'not_configured', 'unhealthy']),
  is_configured: z.boolean(),
  message: z.string(),
});
export type Health = z.infer<typeof healthSchema>;

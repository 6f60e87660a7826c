import { z } from 'zod';

/** What Meta tells of the account or a number as a whole: restrictions, quality, limits, errors. */
export const accountNoticeSchema = z.object({
  id: z.string(),
  businessAccountId: z.string().nullable(),
  phoneNumberId: z.string().nullable(),
  /** The number as Meta shows it; account notices name it in no other way. */
  displayPhoneNumber: z.string().nullable(),
  /** Meta's webhook field, for example `account_update`. */
  field: z.string(),
  /** Meta's word for what happened, for example `ACCOUNT_RESTRICTION`; `ERROR_<code>` for errors. */
  event: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  /** Meta's own words. */
  details: z.record(z.string(), z.unknown()),
  happenedAt: z.iso.datetime(),
});
export type AccountNotice = z.infer<typeof accountNoticeSchema>;

export const accountNoticePageSchema = z.object({ notices: z.array(accountNoticeSchema) });
export type AccountNoticePage = z.infer<typeof accountNoticePageSchema>;

/** Newest first. */
export const accountNoticeQuerySchema = z.object({
  severity: accountNoticeSchema.shape.severity.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type AccountNoticeQuery = z.infer<typeof accountNoticeQuerySchema>;

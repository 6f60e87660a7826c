import { z } from 'zod';

/**
 * What Meta says of the number, its account and the token, as of `checkedAt`; null: Meta has not told,
 * which never means that something is missing. Further fields of `GET /api/settings/whatsapp`.
 */
export const numberFactsSchema = z.object({
  /** `official`: customers see the tick; the others are Meta's word on the business itself. */
  verificationLevel: z.enum(['official', 'verified', 'pending', 'unverified']).nullable(),
  /** Meta's word, for example CONNECTED, RESTRICTED, BANNED. */
  numberStatus: z.string().nullable(),
  /** Meta's word on the display name, for example APPROVED, PENDING_REVIEW, DECLINED. */
  nameStatus: z.string().nullable(),
  /** How many people may be written to first within 24 hours: TIER_250, … TIER_UNLIMITED. */
  messagingLimit: z.string().nullable(),
  /** STANDARD (80 messages a second) or HIGH. */
  throughputLevel: z.string().nullable(),
  paymentMethod: z.enum(['added', 'missing', 'trouble']).nullable(),
  /** `temporary`: a person's token; `expiring`: a system user's that has an end. */
  tokenKind: z.enum(['permanent', 'temporary', 'expiring']).nullable(),
  /** null also where the token never ends. */
  tokenExpiresAt: z.iso.datetime().nullable(),
  tokenScopes: z.array(z.string()).nullable(),
  appId: z.string().nullable(),
  /** The business portfolio that owns the account. */
  businessId: z.string().nullable(),
  checkedAt: z.iso.datetime().nullable(),
});
export type NumberFactsView = z.infer<typeof numberFactsSchema>;

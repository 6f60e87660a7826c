import { z } from 'zod';

/** The advertisement or post that led the customer here. */
export const referralSchema = z.object({
  source: z.enum(['ad', 'post', 'other']),
  headline: z.string().optional(),
  body: z.string().optional(),
  /** Meta's id of the advertisement or post. */
  source_id: z.string().optional(),
  /** Only http and https. */
  source_url: z.url().optional(),
  media_type: z.enum(['image', 'video']).optional(),
  /** Meta's picture of it; it is linked, never loaded, because it lies on Meta's servers. */
  thumbnail_url: z.url().optional(),
  /** What the advertisement greeted them with. */
  welcome_text: z.string().optional(),
  /** Meta's click id, for the advertiser's own statistics. */
  click_id: z.string().optional(),
});
export type Referral = z.infer<typeof referralSchema>;

/** Somebody in a group, as far as Meta tells. */
export const participantSchema = z.object({
  name: z.string().nullable(),
  phone_number: z.string().nullable(),
  /** Their business-scoped user id. */
  user_id: z.string().nullable().optional(),
});
export type Participant = z.infer<typeof participantSchema>;

/** How a message came here, besides having been written to this number. */
export const provenanceSchema = z.object({
  /** `often`: passed on more than five times. */
  forwarded: z.enum(['once', 'often']).optional(),
  referral: referralSchema.optional(),
  /** The product of the catalogue that it asks about. */
  product: z.object({ catalog_id: z.string(), product_id: z.string() }).optional(),
  /** Who of a group wrote it. */
  participant: participantSchema.optional(),
  /**
   * `phone_app`: written by the business in the WhatsApp Business app on its phone. `history`: from
   * before this number was connected; nobody is to be notified of it.
   */
  origin: z.enum(['phone_app', 'history']).optional(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

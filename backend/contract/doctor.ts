import { z } from 'zod';

/** What the connection doctor looks at, in the order in which it tells. */
export const doctorCheckIdSchema = z.enum([
  'access_token',
  'token_life',
  'scopes',
  'assets',
  'number_in_account',
  'registration',
  'display_name',
  'quality',
  'restriction',
  'payment',
  'app_secret',
  'subscription',
  'messages_field',
  'callback',
  'webhooks',
  'clock',
  'api_version',
]);
export type DoctorCheckId = z.infer<typeof doctorCheckIdSchema>;

/** `unknown`: Meta did not answer or does not tell; nothing is wrong as far as anybody knows. */
export const doctorStatusSchema = z.enum(['ok', 'warning', 'problem', 'unknown']);
export type DoctorStatus = z.infer<typeof doctorStatusSchema>;

/** Where the cure is: a page of Meta's, or a field of our settings. */
export const doctorLinkSchema = z.discriminatedUnion('to', [
  z.object({ to: z.literal('meta'), url: z.url() }),
  z.object({
    to: z.literal('settings'),
    field: z.enum(['phoneNumberId', 'businessAccountId', 'accessToken', 'appSecret', 'apiVersion']),
  }),
]);
export type DoctorLink = z.infer<typeof doctorLinkSchema>;

export const doctorCheckSchema = z.object({
  id: doctorCheckIdSchema,
  status: doctorStatusSchema,
  /** One sentence: what was found. */
  finding: z.string(),
  /** One sentence: what to do; null: nothing. */
  fix: z.string().nullable(),
  link: doctorLinkSchema.nullable(),
});
export type DoctorCheck = z.infer<typeof doctorCheckSchema>;

export const doctorReportSchema = z.object({
  checkedAt: z.iso.datetime(),
  checks: z.array(doctorCheckSchema),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;

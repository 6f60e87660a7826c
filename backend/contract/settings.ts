import { z } from 'zod';
import { businessAccountIdSchema, phoneNumberIdSchema } from './meta-ids.ts';
import { numberFactsSchema } from './number-facts.ts';
import { DEFAULT_API_VERSION } from './protocol.ts';

/** A stored secret as it may leave the server: whether it is set, and its last four characters. */
export const maskedSecretSchema = z.object({
  isSet: z.boolean(),
  last4: z.string().nullable(),
  updatedAt: z.iso.datetime().nullable(),
});
export type MaskedSecret = z.infer<typeof maskedSecretSchema>;

/** green, amber, red: the launcher's light. */
export const connectionLightSchema = z.enum(['connected', 'degraded', 'disconnected']);
export type ConnectionLight = z.infer<typeof connectionLightSchema>;

export const connectionStatusSchema = z.object({
  light: connectionLightSchema,
  /** A sentence for a person: what is wrong and what to do; null when all is well. */
  reason: z.string().nullable(),
  /** Since when the reason holds. */
  since: z.iso.datetime().nullable(),
});
export type ConnectionStatus = z.infer<typeof connectionStatusSchema>;

/** One connected number as every signed-in operator may see it. */
export const connectedNumberSchema = z.object({
  phone_number_id: z.string(),
  verified_name: z.string().nullable(),
  display_phone_number: z.string().nullable(),
  status: connectionStatusSchema,
});
export type ConnectedNumber = z.infer<typeof connectedNumberSchema>;

/** The connected number as every signed-in operator may see it (no credentials). */
export const connectionSummarySchema = z.object({
  is_configured: z.boolean(),
  phone_number_id: z.string().nullable(),
  verified_name: z.string().nullable(),
  display_phone_number: z.string().nullable(),
  /** Of several numbers: red when none works, amber when one of them has trouble. */
  status: connectionStatusSchema,
  /** Every connected number, the one that new chats go out by first. */
  numbers: z.array(connectedNumberSchema).optional(),
});
export type ConnectionSummary = z.infer<typeof connectionSummarySchema>;

export const whatsappSettingsSchema = z.object({
  id: z.string().nullable(),
  phoneNumberId: z.string().nullable(),
  businessAccountId: z.string().nullable(),
  accessToken: maskedSecretSchema,
  appSecret: maskedSecretSchema,
  webhookVerifyToken: maskedSecretSchema,
  webhookUrl: z.string(),
  apiVersion: z.string(),
  status: connectionStatusSchema,
  verifiedName: z.string().nullable(),
  displayPhoneNumber: z.string().nullable(),
  qualityRating: z.string().nullable(),
  /** When Meta last called the webhook with a valid signature. */
  lastWebhookAt: z.iso.datetime().nullable(),
  webhookVerifiedAt: z.iso.datetime().nullable(),
  ...numberFactsSchema.shape,
  /** Messages of this number that have not left yet. */
  queuedMessages: z.number().int(),
  source: z.enum(['stored', 'environment', 'none']),
  updatedAt: z.iso.datetime().nullable(),
});
export type WhatsAppSettings = z.infer<typeof whatsappSettingsSchema>;

/** Which of several numbers (its phone number id); left out: the first that was connected. */
export const settingsQuerySchema = z.object({ number: phoneNumberIdSchema.optional() });

/** A secret that is omitted, empty or still masked keeps the stored one. */
const secret = (minLength: number, sentence: string) =>
  z
    .string()
    .trim()
    .max(2_000)
    .refine((value) => value === '' || value.includes('•') || value.length >= minLength, sentence)
    .optional();

export const updateWhatsappSettingsRequestSchema = z.strictObject({
  phoneNumberId: phoneNumberIdSchema,
  businessAccountId: businessAccountIdSchema,
  accessToken: secret(1, 'Enter the access token.'),
  webhookVerifyToken: secret(8, 'The verify token needs at least 8 characters.'),
  apiVersion: z
    .string()
    .regex(/^v\d{2}\.\d$/, 'The API version looks like v26.0.')
    .default(DEFAULT_API_VERSION),
  appSecret: secret(8, 'The app secret is longer: 32 characters. Copy it again in full.'),
});
export type UpdateWhatsappSettingsRequest = z.infer<typeof updateWhatsappSettingsRequestSchema>;

/** What to try before saving; whatever is omitted, empty or masked is taken from what is stored. */
export const testConnectionRequestSchema = z
  .strictObject({
    phoneNumberId: phoneNumberIdSchema,
    businessAccountId: businessAccountIdSchema,
    accessToken: secret(1, 'Enter the access token.'),
    webhookVerifyToken: secret(8, 'The verify token needs at least 8 characters.'),
    apiVersion: z.string().regex(/^v\d{2}\.\d$/, 'The API version looks like v26.0.'),
    appSecret: secret(8, 'The app secret is longer: 32 characters. Copy it again in full.'),
  })
  .partial()
  .optional();
export type TestConnectionRequest = z.infer<typeof testConnectionRequestSchema>;

export const testConnectionResponseSchema = z.discriminatedUnion('success', [
  z.object({ success: z.literal(true), message: z.string() }),
  z.object({ success: z.literal(false), error: z.string(), field: z.string().optional() }),
]);
export type TestConnectionResponse = z.infer<typeof testConnectionResponseSchema>;

/** `expiresAt`: when the stored token ends now; null: never. `error` says what to do instead. */
export const refreshTokenResponseSchema = z.discriminatedUnion('success', [
  z.object({
    success: z.literal(true),
    message: z.string(),
    expiresAt: z.iso.datetime().nullable(),
  }),
  z.object({ success: z.literal(false), error: z.string(), field: z.string().optional() }),
]);
export type RefreshTokenResponse = z.infer<typeof refreshTokenResponseSchema>;

/** What became of the number's app at Meta, in words, and what waits here. */
export const disconnectResponseSchema = z.object({
  /** Meta sends this server no more webhooks of the account. */
  isUnsubscribed: z.boolean(),
  message: z.string(),
  /** Messages that were not sent yet; they go out when the number is connected again. */
  queuedMessages: z.number().int(),
});
export type DisconnectResponse = z.infer<typeof disconnectResponseSchema>;

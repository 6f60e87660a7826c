import { z } from 'zod';
import { businessAccountIdSchema, phoneNumberIdSchema } from './meta-ids.ts';
import { whatsappSettingsSchema } from './settings.ts';

/** What a page needs in order to open Meta's Embedded Signup. */
export const signupOfferSchema = z.object({
  appId: z.string(),
  configId: z.string(),
  apiVersion: z.string(),
  sdkUrl: z.string(),
  /**
   * Origins whose messages are the dialog's: exact ones, or `https://*.domain` for a domain with
   * all below it.
   */
  messageOrigins: z.array(z.string()),
});
export type SignupOffer = z.infer<typeof signupOfferSchema>;

/** `offer` is null where the server is not set up for «Connect with Facebook». */
export const signupOfferResponseSchema = z.object({ offer: signupOfferSchema.nullable() });
export type SignupOfferResponse = z.infer<typeof signupOfferResponseSchema>;

/** A number for the Cloud API alone, or one that stays in the WhatsApp Business app too. */
export const signupKindSchema = z.enum(['cloud_api', 'business_app']);
export type SignupKind = z.infer<typeof signupKindSchema>;

export const connectSignupRequestSchema = z.strictObject({
  /** Meta's code, which is good for 30 seconds and once. Also names a sign-up that is gone on with. */
  code: z.string().min(1, 'The code of the sign-up is missing.').max(4_000),
  /** What the dialog told the page: hints, until Meta confirms them to the server. */
  phoneNumberId: phoneNumberIdSchema.optional(),
  businessAccountId: businessAccountIdSchema.optional(),
  kind: signupKindSchema,
  /** The number's own two-step PIN, where it has one. */
  pin: z
    .string()
    .regex(/^\d{6}$/, 'The PIN has six digits.')
    .optional(),
});
export type ConnectSignupRequest = z.infer<typeof connectSignupRequestSchema>;

/** In this order; those that a number does not need are left out. */
export const signupStepSchema = z.enum([
  'exchange_code',
  'confirm_assets',
  'subscribe_app',
  'register_number',
  'save_connection',
  'sync_contacts',
  'sync_history',
]);
export type SignupStep = z.infer<typeof signupStepSchema>;

export const signupNumberSchema = z.object({
  phoneNumberId: z.string(),
  displayPhoneNumber: z.string().nullable(),
  verifiedName: z.string().nullable(),
});
export type SignupNumber = z.infer<typeof signupNumberSchema>;

/** `error.details` of a connect that stopped half-way. */
export const signupProblemSchema = z.object({
  step: signupStepSchema,
  /** What is done already and stays so. */
  done: z.array(signupStepSchema),
  /** What may be done about it with the same code: nothing (a new sign-up), again, with a choice or a PIN. */
  next: z.enum(['start_over', 'try_again', 'choose_number', 'enter_pin']),
  /** With `choose_number`. */
  numbers: z.array(signupNumberSchema),
});
export type SignupProblem = z.infer<typeof signupProblemSchema>;

export const connectSignupResponseSchema = z.object({
  settings: whatsappSettingsSchema,
  done: z.array(signupStepSchema),
  /** Sentences about what is connected but not complete. */
  notes: z.array(z.string()),
});
export type ConnectSignupResponse = z.infer<typeof connectSignupResponseSchema>;

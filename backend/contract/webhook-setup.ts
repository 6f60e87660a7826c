import { z } from 'zod';

/**
 * `app`: the Meta app's own address, for all its accounts. `account`: only this account's messages
 * come here, and the app's address stays another product's.
 */
export const webhookWaySchema = z.enum(['app', 'account']);
export type WebhookWay = z.infer<typeof webhookWaySchema>;

/** One thing that would change at Meta. Of foreign addresses only the host is told. */
export const webhookChangeSchema = z.object({
  what: z.enum(['callback', 'fields', 'subscription', 'override']),
  /** As it is; null: nothing is there. */
  now: z.string().nullable(),
  /** As it would be; null: it would end. */
  next: z.string().nullable(),
  /** Somebody else gets messages by what is there now, and would not any more. */
  isTakeover: z.boolean(),
});
export type WebhookChange = z.infer<typeof webhookChangeSchema>;

export const webhookSetupSchema = z.object({
  /** `ready`: Meta sends here. `possible`: one of the ways would do it. `by_hand`: only a person can. */
  state: z.enum(['ready', 'possible', 'by_hand']),
  /** Why only a person can, and what to do. */
  reason: z.string().nullable(),
  /** Whose webhook it is. */
  appId: z.string().nullable(),
  /** Whom the app calls now: our whole address, of a foreign one the host; null: nobody. */
  appCallback: z.string().nullable(),
  /** The best first. Of one that is in force already there is nothing to change. */
  ways: z.array(z.object({ way: webhookWaySchema, changes: z.array(webhookChangeSchema) })),
  /** Stands for what was seen at Meta. */
  seen: z.string(),
});
export type WebhookSetup = z.infer<typeof webhookSetupSchema>;

export const applyWebhookSetupRequestSchema = z.strictObject({
  way: webhookWaySchema,
  /** Of the preview that a person has agreed to. */
  seen: z.string().max(100),
});
export type ApplyWebhookSetupRequest = z.infer<typeof applyWebhookSetupRequestSchema>;

import { z } from 'zod';
import { phoneNumberIdSchema } from './meta-ids.ts';
import { messageDirectionSchema } from './message.ts';
import { MESSAGE_STATUSES } from './message-status.ts';

/** What a row of the conversation list shows of its newest message. */
export const lastMessageSchema = z.object({
  id: z.string(),
  kind: z.string(),
  /** At most 120 characters. */
  preview: z.string(),
  direction: messageDirectionSchema,
  status: z.enum(MESSAGE_STATUSES),
});

/** How a person stands with one business number. */
export const conversationSchema = z.object({
  phone_number_id: z.string(),
  unread_count: z.number().int(),
  last_message_time: z.iso.datetime().nullable(),
  last_message: lastMessageSchema.nullable(),
  /**
   * End of the 24-hour customer service window by Meta's timestamps, or when Meta refused a message
   * because of it; null if it never opened.
   */
  window_expires_at: z.iso.datetime().nullable(),
  /**
   * End of the 72 hours in which everything is free of charge, because they came by an advertisement
   * and were answered. It does not open the customer service window. Absent or null: there is none.
   */
  free_entry_expires_at: z.iso.datetime().nullable().optional(),
});
export type Conversation = z.infer<typeof conversationSchema>;

/**
 * A person, with the state of the conversation that has the newest message. People may have no phone number:
 * they are then known by their business-scoped user id and, if they chose one, a username.
 */
export const contactSchema = z.object({
  id: z.string(),
  /** Digits with a leading +, or null. */
  phone_number: z.string().nullable(),
  /** Meta's business-scoped user id, for example `US.48213570926641`; `group:<id>` for a group. */
  user_id: z.string().nullable(),
  username: z.string().nullable(),
  display_name: z.string().nullable(),
  business_name: z.string().nullable(),
  is_verified: z.boolean(),
  is_blocked: z.boolean(),
  is_pinned: z.boolean(),
  /**
   * Whether WhatsApp has done the same as `is_blocked`: until then, and where it refuses, a person is
   * blocked here only. Absent: nobody has ever blocked them.
   */
  whatsapp_block: z
    .object({
      state: z.enum(['pending', 'done', 'refused']),
      /** Why WhatsApp refused, in words. */
      reason: z.string().nullable(),
    })
    .optional(),
  tags: z.array(z.string()),
  ...conversationSchema.shape,
  /** Of all their conversations. */
  unread_count: z.number().int(),
  /**
   * Every conversation, the one with the newest message first; absent where there is only one,
   * which the fields above describe.
   */
  conversations: z.array(conversationSchema).optional(),
  /** Since when they want no marketing messages, as they told WhatsApp. */
  marketing_stopped_at: z.iso.datetime().nullable().optional(),
  /** The latest merge of another contact into this one, if it was not undone. */
  last_merge: z.object({ id: z.string(), merged_at: z.iso.datetime() }).nullable(),
  created_at: z.iso.datetime(),
});
export type Contact = z.infer<typeof contactSchema>;

export const contactPageSchema = z.object({
  contacts: z.array(contactSchema),
  total_count: z.number().int(),
  /** Unread messages in all conversations, not only on this page. */
  unread_count: z.number().int(),
  next_cursor: z.string().nullable(),
  /** The feed's position this page was read at: pass it as `after_seq` to `/api/live`. */
  seq: z.number().int(),
  /** Server clock, so that countdowns do not depend on the browser's. */
  server_time: z.iso.datetime(),
});
export type ContactPage = z.infer<typeof contactPageSchema>;

export const contactQuerySchema = z.object({
  search: z.string().min(1).max(200).optional(),
  /** Only people who have a conversation with this business number (its phone number id). */
  number: phoneNumberIdSchema.optional(),
  filter: z.enum(['all', 'unread', 'pinned', 'window_open', 'closing_soon']).default('all'),
  /**
   * `newest`: pinned first, then by the newest message. `closing`: by the end of the customer service
   * window, the next to close first; people without an open one are left out.
   */
  sort: z.enum(['newest', 'closing']).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ContactQuery = z.infer<typeof contactQuerySchema>;

/** `csv` has one line a contact for spreadsheets, `jsonl` one whole JSON object a line. */
export const contactExportQuerySchema = z.object({
  format: z.enum(['csv', 'jsonl']).default('csv'),
});

export const updateContactRequestSchema = z.strictObject({
  display_name: z.string().trim().min(1).max(200).nullable().optional(),
  business_name: z.string().trim().min(1).max(200).nullable().optional(),
  is_blocked: z.boolean().optional(),
  is_pinned: z.boolean().optional(),
  tags: z.array(z.string().trim().min(1).max(50)).max(50).optional(),
});
export type UpdateContactRequest = z.infer<typeof updateContactRequestSchema>;

export const contactResponseSchema = z.object({ contact: contactSchema });
export type ContactResponse = z.infer<typeof contactResponseSchema>;

/** By what a contact is known, now and before, and which contacts turned out to be the same person. */
export const contactIdentitiesSchema = z.object({
  identities: z.array(
    z.object({
      kind: z.enum(['user_id', 'parent_user_id', 'phone_number']),
      /** As it was given. */
      value: z.string(),
      /** Meta's form of a phone number, which differs from the dialled one in some countries. */
      wa_id: z.string().nullable(),
      is_current: z.boolean(),
    }),
  ),
  /** The latest first; those that were undone are left out. */
  merges: z.array(
    z.object({
      id: z.string(),
      /** Our id of the contact that was absorbed; it leads here. */
      from: z.string(),
      merged_at: z.iso.datetime(),
    }),
  ),
});
export type ContactIdentities = z.infer<typeof contactIdentitiesSchema>;

/** After a merge was undone: the contact that remains, and the one that is itself again. */
export const undoMergeResponseSchema = z.object({
  contact: contactSchema,
  restored: contactSchema,
});
export type UndoMergeResponse = z.infer<typeof undoMergeResponseSchema>;

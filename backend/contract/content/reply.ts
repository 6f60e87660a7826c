import { z } from 'zod';

/** A choice the customer made: a button, a row of a list, or a template's quick reply. */
export const replyContentSchema = z.object({
  kind: z.literal('reply'),
  source: z.enum(['button', 'list', 'template_button']),
  /** What the customer read on it. */
  title: z.string(),
  description: z.string().optional(),
  /** The id or payload that its author gave it. */
  choice_id: z.string().optional(),
});
export type ReplyContent = z.infer<typeof replyContentSchema>;

/** What a customer filled in: the answer of a flow or of an address form. */
export const formReplyContentSchema = z.object({
  kind: z.literal('form_reply'),
  form: z.enum(['flow', 'address']),
  body: z.string().optional(),
  /** Top level fields in their order; nested values as JSON. */
  fields: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type FormReplyContent = z.infer<typeof formReplyContentSchema>;

/** The customer's answer to «may we call you?». */
export const callPermissionContentSchema = z.object({
  kind: z.literal('call_permission'),
  response: z.enum(['accept', 'reject']),
  is_permanent: z.boolean(),
  expires_at: z.iso.datetime().nullable(),
});
export type CallPermissionContent = z.infer<typeof callPermissionContentSchema>;

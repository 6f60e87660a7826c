import { z } from 'zod';

/*
 * Messages made from a template that Meta has approved, as in the Graph API
 * (POST /{phone-number-id}/messages, type `template`).
 */

const mediaSchema = z.strictObject({
  id: z.string().min(1).optional(),
  link: z
    .string()
    .refine((url) => /^https?:\/\/\S+$/i.test(url), 'A link to a file starts with https://.')
    .optional(),
  filename: z.string().max(240).optional(),
});

const parameterSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    /** The variable's name; only in templates with named variables. */
    parameter_name: z.string().min(1).max(100).optional(),
    text: z.string().max(1_024),
  }),
  z.strictObject({ type: z.literal('image'), image: mediaSchema }),
  z.strictObject({ type: z.literal('video'), video: mediaSchema }),
  z.strictObject({ type: z.literal('document'), document: mediaSchema }),
  z.strictObject({ type: z.literal('payload'), payload: z.string().min(1).max(256) }),
  z.strictObject({ type: z.literal('coupon_code'), coupon_code: z.string().min(1).max(15) }),
]);
export type TemplateParameter = z.infer<typeof parameterSchema>;

/** The values for one part of a template. A button's `index` is its position in the template. */
const sentComponentSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), parameters: z.array(parameterSchema).max(10) }),
  z.strictObject({ type: z.literal('body'), parameters: z.array(parameterSchema).max(100) }),
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.enum(['url', 'quick_reply', 'copy_code']),
    index: z.union([z.number().int().min(0).max(9), z.string().regex(/^\d$/)]),
    parameters: z.array(parameterSchema).min(1).max(2),
  }),
]);
export type SentComponent = z.infer<typeof sentComponentSchema>;

/** What to send: which template, and the values of its variables. */
export const templateOrderSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9_]{1,512}$/, 'A template’s name has a–z, 0–9 and _ only.'),
  language: z.strictObject({ code: z.string().min(2).max(20) }),
  components: z.array(sentComponentSchema).max(12).optional(),
});
export type TemplateOrder = z.infer<typeof templateOrderSchema>;

/** What the customer reads. */
const renderedTemplateSchema = z.object({
  header: z.string().optional(),
  body: z.string(),
  footer: z.string().optional(),
  buttons: z.array(
    z.object({
      text: z.string(),
      /** Meta's `type`, for example `URL` or `QUICK_REPLY`. */
      type: z.string(),
      url: z.string().optional(),
    }),
  ),
});
export type RenderedTemplate = z.infer<typeof renderedTemplateSchema>;

/** A template that we sent. */
export const templateContentSchema = z.object({
  kind: z.literal('template'),
  name: z.string(),
  language: z.string(),
  /** As sent to Meta. */
  components: z.array(sentComponentSchema),
  /** The template as it was when the message was made, with the values in it. */
  rendered: renderedTemplateSchema,
});
export type TemplateContent = z.infer<typeof templateContentSchema>;

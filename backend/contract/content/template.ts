import { z } from 'zod';
import { sentComponentsSchema, templateFileSchema } from './template-order.ts';

/** The top of a template, or of a card, as the customer sees it. */
const renderedHeaderSchema = z.object({
  /** Meta's `format`: `TEXT`, `IMAGE`, `VIDEO`, `GIF`, `DOCUMENT`, `LOCATION`, `PRODUCT`. */
  format: z.string(),
  /** The text; of places their name and address, of products their id. */
  text: z.string().optional(),
  /** The file of pictures, videos and documents; only `link` can be shown. */
  file: templateFileSchema.optional(),
});
export type RenderedHeader = z.infer<typeof renderedHeaderSchema>;

const renderedButtonSchema = z.object({
  text: z.string(),
  /** Meta's `type`, for example `URL` or `QUICK_REPLY`. */
  type: z.string(),
  /** Where it leads, with its variable filled. */
  url: z.string().optional(),
  phone_number: z.string().optional(),
  /** What it copies. */
  code: z.string().optional(),
});
export type RenderedButton = z.infer<typeof renderedButtonSchema>;

const renderedCardSchema = z.object({
  header: renderedHeaderSchema.optional(),
  body: z.string(),
  buttons: z.array(renderedButtonSchema),
});
export type RenderedCard = z.infer<typeof renderedCardSchema>;

/** What the customer reads. */
const renderedTemplateSchema = z.object({
  ...renderedCardSchema.shape,
  footer: z.string().optional(),
  /** A limited-time offer, under the header. */
  offer: z.object({ text: z.string(), expires_at: z.iso.datetime().optional() }).optional(),
  /** A carousel, under the body. */
  cards: z.array(renderedCardSchema).optional(),
});
export type RenderedTemplate = z.infer<typeof renderedTemplateSchema>;

/** A template that we sent. */
export const templateContentSchema = z.object({
  kind: z.literal('template'),
  name: z.string(),
  language: z.string(),
  category: z.string(),
  /** As sent to Meta. */
  components: sentComponentsSchema,
  /** The template as it was when the message was made, with the values in it. */
  rendered: renderedTemplateSchema,
});
export type TemplateContent = z.infer<typeof templateContentSchema>;

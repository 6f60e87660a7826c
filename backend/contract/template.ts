import { z } from 'zod';

/** A part of a template in Meta's form; what this version does not know stays in it. */
export const templateComponentSchema = z.looseObject({
  /** `HEADER`, `BODY`, `FOOTER` or `BUTTONS`. */
  type: z.string(),
  /** Of headers: `TEXT`, `IMAGE`, `VIDEO`, `DOCUMENT`, `LOCATION`… */
  format: z.string().optional(),
  text: z.string().optional(),
  buttons: z
    .array(
      z.looseObject({ type: z.string(), text: z.string().optional(), url: z.string().optional() }),
    )
    .optional(),
});
export type TemplateComponent = z.infer<typeof templateComponentSchema>;

/** A message template of the connected WhatsApp Business account. */
export const templateSchema = z.object({
  /** Meta's id. */
  id: z.string(),
  name: z.string(),
  language: z.string(),
  /** Meta's word, for example `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`. Only approved ones can be sent. */
  status: z.string(),
  /** `MARKETING`, `UTILITY` or `AUTHENTICATION`. */
  category: z.string(),
  parameter_format: z.enum(['positional', 'named']),
  components: z.array(templateComponentSchema),
  /** `GREEN`, `YELLOW`, `RED` or `UNKNOWN`; null: Meta says nothing. */
  quality: z.string().nullable(),
  rejected_reason: z.string().nullable(),
  updated_at: z.iso.datetime(),
});
export type Template = z.infer<typeof templateSchema>;

export const templateQuerySchema = z.object({
  /** Meta's word, in any letter case. */
  status: z.string().min(1).max(30).optional(),
  search: z.string().min(1).max(200).optional(),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type TemplateQuery = z.infer<typeof templateQuerySchema>;

export const templatePageSchema = z.object({
  templates: z.array(templateSchema),
  next_cursor: z.string().nullable(),
});
export type TemplatePage = z.infer<typeof templatePageSchema>;

export const templateSyncResponseSchema = z.object({
  /** Templates that Meta has now. */
  template_count: z.number().int(),
});

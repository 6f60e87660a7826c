import { z } from 'zod';
import { phoneNumberIdSchema } from './meta-ids.ts';

/** A part of a template in Meta's form; what this version does not know stays in it. */
export const templateComponentSchema = z.looseObject({
  /** `HEADER`, `BODY`, `FOOTER`, `BUTTONS`, `CAROUSEL` or `LIMITED_TIME_OFFER`. */
  type: z.string(),
  /** Of headers: `TEXT`, `IMAGE`, `VIDEO`, `GIF`, `DOCUMENT`, `LOCATION` or `PRODUCT`. */
  format: z.string().optional(),
  text: z.string().optional(),
  buttons: z
    .array(
      z.looseObject({ type: z.string(), text: z.string().optional(), url: z.string().optional() }),
    )
    .optional(),
});
export type TemplateComponent = z.infer<typeof templateComponentSchema>;
export type TemplateButton = NonNullable<TemplateComponent['buttons']>[number];

/** A value that a template asks for. */
export const templateVariableSchema = z.object({
  /**
   * Where the value belongs in `variables` of a send, for example `["body","first_name"]`,
   * `["header","image"]`, `["buttons","0"]`, `["cards","1","body","1"]` or `["offer_expires_at"]`.
   */
  path: z.array(z.string()),
  kind: z.enum([
    'text',
    'image',
    'video',
    'gif',
    'document',
    'location',
    'product',
    /** The end of a button's address. */
    'url_suffix',
    /** What a quick reply says back; optional. */
    'payload',
    'coupon_code',
    /** The token and data of a flow; optional. */
    'flow',
    /** The thumbnail of a catalogue; optional. */
    'catalog',
    /** The products of a list, in sections. */
    'products',
    /** When an offer ends. */
    'moment',
  ]),
  is_required: z.boolean(),
  /** The variable's name or number, or the label of its button. */
  label: z.string(),
  /** From the template's sample values. */
  example: z.string().nullable(),
  max_length: z.number().int().nullable(),
});
export type TemplateVariable = z.infer<typeof templateVariableSchema>;

export const templateCategorySchema = z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION']);

/** A message template of the connected WhatsApp Business account. */
export const templateSchema = z.object({
  /** Meta's id. */
  id: z.string(),
  name: z.string(),
  language: z.string(),
  /** Meta's word, for example `APPROVED`, `PENDING`, `REJECTED`, `PAUSED`. Only approved ones can be sent. */
  status: z.string(),
  /** `MARKETING`, `UTILITY` or `AUTHENTICATION`; it decides the price. */
  category: z.string(),
  /** The category to which Meta is about to move it; null: none. */
  next_category: z.string().nullable(),
  parameter_format: z.enum(['positional', 'named']),
  components: z.array(templateComponentSchema),
  /** What a send must bring. */
  variables: z.array(templateVariableSchema),
  /** Why it cannot be sent now, in words; null: it can. */
  unsendable_because: z.string().nullable(),
  /** `GREEN`, `YELLOW`, `RED` or `UNKNOWN`; null: Meta says nothing. */
  quality: z.string().nullable(),
  /** Meta's word, for example `INCORRECT_CATEGORY`; null: it was not rejected. */
  rejected_reason: z.string().nullable(),
  updated_at: z.iso.datetime(),
  /** When Meta was last asked about it. */
  synced_at: z.iso.datetime(),
});
export type Template = z.infer<typeof templateSchema>;

/** How the list stands towards Meta's. */
export const templateListStateSchema = z.object({
  template_count: z.number().int(),
  /** The end of the last complete sync; null: there was none yet. */
  synced_at: z.iso.datetime().nullable(),
  /** Why the last sync failed; null: it did not. The list is then as old as `synced_at`. */
  sync_error: z.string().nullable(),
});
export type TemplateListState = z.infer<typeof templateListStateSchema>;

export const templateQuerySchema = z.object({
  /** Of the account of this business number (its phone number id); left out: of the first one. */
  number: phoneNumberIdSchema.optional(),
  /** Meta's word, in any letter case; several with commas. */
  status: z.string().min(1).max(200).optional(),
  category: z.string().min(1).max(30).optional(),
  language: z.string().min(1).max(20).optional(),
  /** Looks in names and texts. */
  search: z.string().min(1).max(200).optional(),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type TemplateQuery = z.infer<typeof templateQuerySchema>;

/** By name, then by language. */
export const templatePageSchema = z.object({
  templates: z.array(templateSchema),
  next_cursor: z.string().nullable(),
  state: templateListStateSchema,
});
export type TemplatePage = z.infer<typeof templatePageSchema>;

/** Something that Meta would refuse (`error`), or might (`warning`). */
export const templateFindingSchema = z.object({
  severity: z.enum(['error', 'warning']),
  /** Where, for example `name`, `components.1.text` or `components.2.buttons.0.url`. */
  field: z.string(),
  /** The rule's name, for example `body_starts_with_variable`. */
  rule: z.string(),
  message: z.string(),
});
export type TemplateFinding = z.infer<typeof templateFindingSchema>;

/**
 * A template to be made, as in the Graph API (POST /{business-account-id}/message_templates). Only
 * its outline is checked here; the linter looks at the rest and says everything at once.
 */
export const templateDraftSchema = z.strictObject({
  name: z.string().max(2_000),
  language: z.string().max(40),
  category: z.string().max(40),
  parameter_format: z.enum(['positional', 'named']).default('positional'),
  components: z.array(templateComponentSchema).max(20),
  /** How long Meta tries to deliver, in seconds; -1: as long as it can. */
  message_send_ttl_seconds: z.number().int().optional(),
});
export type TemplateDraft = z.infer<typeof templateDraftSchema>;

export const templateChangeSchema = z
  .strictObject({
    category: templateCategorySchema.optional(),
    components: z.array(templateComponentSchema).max(20).optional(),
    message_send_ttl_seconds: z.number().int().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'There is nothing to change.');
export type TemplateChange = z.infer<typeof templateChangeSchema>;

export const templateResponseSchema = z.object({ template: templateSchema });
export type TemplateResponse = z.infer<typeof templateResponseSchema>;
export const templateWriteResponseSchema = z.object({
  template: templateSchema,
  /** Only of severity `warning`; with errors nothing is sent to Meta. */
  findings: z.array(templateFindingSchema),
});
export type TemplateWriteResponse = z.infer<typeof templateWriteResponseSchema>;

export const templateLintResponseSchema = z.object({ findings: z.array(templateFindingSchema) });
export type TemplateLintResponse = z.infer<typeof templateLintResponseSchema>;

/** Deleting by name removes every language. The name cannot be used again for 30 days. */
export const deleteTemplatesQuerySchema = z.object({ name: z.string().min(1).max(512) });
export const deleteTemplatesResponseSchema = z.object({
  deleted: z.array(templateSchema.pick({ id: true, name: true, language: true })),
});
export type DeleteTemplatesResponse = z.infer<typeof deleteTemplatesResponseSchema>;

export const templateSyncResponseSchema = z.object({ state: templateListStateSchema });
export type TemplateSyncResponse = z.infer<typeof templateSyncResponseSchema>;

/** An upload of `POST /api/whatsapp/media` that a header of a template shows to Meta's reviewers. */
export const createTemplateSampleRequestSchema = z.strictObject({
  media_id: z.string().min(1).max(60),
});
export const templateSampleSchema = z.object({
  /** Meta's, for `example.header_handle` of a header. */
  handle: z.string(),
});
export type TemplateSample = z.infer<typeof templateSampleSchema>;

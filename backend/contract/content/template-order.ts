import { z } from 'zod';

/*
 * What a sender says about a template: which one, and the values of its variables. Values come in
 * one of two forms: `variables`, short, by the template's parts; or `components`, word for word as in
 * the Graph API (POST /{phone-number-id}/messages, type `template`).
 */

const linkSchema = z
  .string()
  .max(2_000)
  .refine((url) => /^https?:\/\/\S+$/i.test(url), 'A link to a file starts with https://.');

/** A file at Meta or an upload here (`id`), or a file anywhere public (`link`): one of the two. */
export const templateFileSchema = z.strictObject({
  id: z.string().min(1).max(200).optional(),
  link: linkSchema.optional(),
  filename: z.string().max(240).optional(),
});

const placeSchema = z.strictObject({
  latitude: z.union([z.number(), z.string().max(40)]),
  longitude: z.union([z.number(), z.string().max(40)]),
  name: z.string().max(1_000).optional(),
  address: z.string().max(1_000).optional(),
});
const productSchema = z.strictObject({
  catalog_id: z.string().min(1).max(100),
  product_retailer_id: z.string().min(1).max(200),
});
const productListSchema = z.strictObject({
  thumbnail_product_retailer_id: z.string().min(1).max(200).optional(),
  sections: z
    .array(
      z.strictObject({
        title: z.string().max(24).optional(),
        product_items: z
          .array(z.strictObject({ product_retailer_id: z.string().min(1).max(200) }))
          .min(1)
          .max(30),
      }),
    )
    .min(1)
    .max(10)
    .optional(),
});
const flowSchema = z.strictObject({
  flow_token: z.string().max(1_000).optional(),
  flow_action_data: z.record(z.string(), z.unknown()).optional(),
});

/** A value in the Graph API's form. */
export const templateParameterSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    /** The variable's name; only in templates with named variables. */
    parameter_name: z.string().min(1).max(100).optional(),
    text: z.string().max(2_000),
  }),
  z.strictObject({
    type: z.literal('currency'),
    currency: z.strictObject({
      fallback_value: z.string().min(1).max(200),
      code: z.string().length(3),
      amount_1000: z.number(),
    }),
  }),
  z.strictObject({
    type: z.literal('date_time'),
    date_time: z.strictObject({ fallback_value: z.string().min(1).max(200) }),
  }),
  z.strictObject({ type: z.literal('image'), image: templateFileSchema }),
  z.strictObject({ type: z.literal('video'), video: templateFileSchema }),
  z.strictObject({ type: z.literal('gif'), gif: templateFileSchema }),
  z.strictObject({ type: z.literal('document'), document: templateFileSchema }),
  z.strictObject({ type: z.literal('location'), location: placeSchema }),
  z.strictObject({ type: z.literal('product'), product: productSchema }),
  z.strictObject({ type: z.literal('payload'), payload: z.string().min(1).max(256) }),
  z.strictObject({ type: z.literal('coupon_code'), coupon_code: z.string().min(1).max(15) }),
  z.strictObject({
    type: z.literal('action'),
    action: z.strictObject({ ...flowSchema.shape, ...productListSchema.shape }),
  }),
  z.strictObject({
    type: z.literal('limited_time_offer'),
    limited_time_offer: z.strictObject({ expiration_time_ms: z.number().int() }),
  }),
]);
export type TemplateParameter = z.infer<typeof templateParameterSchema>;

const parametersSchema = z.array(templateParameterSchema).max(100);
/** The parts of a carousel's card. A button's `index` is its position in the template. */
const cardComponentSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), parameters: parametersSchema }),
  z.strictObject({ type: z.literal('body'), parameters: parametersSchema }),
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.enum(['url', 'quick_reply', 'copy_code', 'flow', 'catalog', 'mpm', 'voice_call']),
    index: z.union([z.number().int().min(0).max(9), z.string().regex(/^\d$/)]),
    parameters: parametersSchema.min(1),
  }),
]);
export type SentCardComponent = z.infer<typeof cardComponentSchema>;

const sentComponentSchema = z.discriminatedUnion('type', [
  ...cardComponentSchema.options,
  z.strictObject({ type: z.literal('limited_time_offer'), parameters: parametersSchema }),
  z.strictObject({
    type: z.literal('carousel'),
    cards: z
      .array(
        z.strictObject({
          card_index: z.number().int().min(0).max(9),
          components: z.array(cardComponentSchema).max(12),
        }),
      )
      .min(1)
      .max(10),
  }),
]);
export type SentComponent = z.infer<typeof sentComponentSchema>;
export const sentComponentsSchema = z.array(sentComponentSchema).max(14);

const textSchema = z.string().max(2_000);
/** Texts by the variable's name or number, `{ "first_name": "Nadia" }`, or in their order, `["Nadia"]`. */
const textsSchema = z.union([
  z.array(textSchema).max(100),
  z.record(z.string().max(100), textSchema),
]);
const headerValuesSchema = z.union([
  textsSchema,
  z.strictObject({ image: templateFileSchema }),
  z.strictObject({ video: templateFileSchema }),
  z.strictObject({ gif: templateFileSchema }),
  z.strictObject({ document: templateFileSchema }),
  z.strictObject({ location: placeSchema }),
  z.strictObject({ product: productSchema }),
]);
/**
 * By the button's position, `{ "0": "A-1042" }`: the end of its address, what a quick reply says
 * back, the coupon code; or an object for flows and catalogues.
 */
const buttonValuesSchema = z.record(
  z.string().regex(/^\d$/, 'A button is named by its position, 0 to 9.'),
  z.union([textSchema, flowSchema, productListSchema]),
);
const cardValuesSchema = z.strictObject({
  header: headerValuesSchema.optional(),
  body: textsSchema.optional(),
  buttons: buttonValuesSchema.optional(),
});
export type TemplatePartValues = z.infer<typeof cardValuesSchema>;

/** The values of a template's variables by its parts; `Template.variables` lists what is asked. */
export const templateVariablesSchema = z.strictObject({
  ...cardValuesSchema.shape,
  /** When a limited-time offer ends. */
  offer_expires_at: z.iso.datetime({ offset: true }).optional(),
  /** Of a carousel, one after the other. */
  cards: z.array(cardValuesSchema).max(10).optional(),
});
export type TemplateVariables = z.infer<typeof templateVariablesSchema>;

/** Which template: by our id (it is Meta's), or by name and language. */
export const templateOrderSchema = z
  .strictObject({
    id: z.string().min(1).max(40).optional(),
    name: z
      .string()
      .regex(/^[a-z0-9_]{1,512}$/, 'A template’s name has a–z, 0–9 and _ only.')
      .optional(),
    language: z
      .union([
        z.string().min(2).max(20),
        z.strictObject({
          code: z.string().min(2).max(20),
          policy: z.literal('deterministic').optional(),
        }),
      ])
      .optional(),
    variables: templateVariablesSchema.optional(),
    components: sentComponentsSchema.optional(),
  })
  .refine(
    ({ id, name, language }) =>
      id === undefined
        ? name !== undefined && language !== undefined
        : name === undefined && language === undefined,
    'A template is named by its id, or by its name and language.',
  )
  .refine(
    ({ variables, components }) => variables === undefined || components === undefined,
    'The values come as variables or as components, not as both.',
  );
export type TemplateOrder = z.infer<typeof templateOrderSchema>;

import { z } from 'zod';
import { requiredText } from './characters.ts';

/*
 * Messages with buttons, lists and the like, as in the Graph API (POST /{phone-number-id}/messages,
 * type `interactive`). Limits are those of Meta's «Interactive messages» pages.
 */

const MAX_LIST_ROWS = 10;
const MAX_PRODUCTS = 30;

const httpUrl = (what: string) =>
  z.string().refine((url) => /^https?:\/\/\S+$/i.test(url), `${what} starts with https://.`);

/** A file by the id of an upload, or by a public address that Meta fetches. */
const mediaReferenceSchema = z.union([
  z.strictObject({ id: z.string().min(1), filename: z.string().optional() }),
  z.strictObject({ link: httpUrl('A link to a file'), filename: z.string().optional() }),
]);

const textHeaderSchema = z.strictObject({
  type: z.literal('text'),
  text: requiredText('The header', 60),
});
const headerSchema = z.discriminatedUnion('type', [
  textHeaderSchema,
  z.strictObject({ type: z.literal('image'), image: mediaReferenceSchema }),
  z.strictObject({ type: z.literal('video'), video: mediaReferenceSchema }),
  z.strictObject({ type: z.literal('document'), document: mediaReferenceSchema }),
]);

const body = (max: number) => z.strictObject({ text: requiredText('The text', max) });
const footer = z.strictObject({ text: requiredText('The footer', 60) }).optional();

function areUnique(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

const buttonsSchema = z.strictObject({
  type: z.literal('button'),
  header: headerSchema.optional(),
  body: body(1_024),
  footer,
  action: z.strictObject({
    buttons: z
      .array(
        z.strictObject({
          type: z.literal('reply'),
          reply: z.strictObject({
            id: requiredText('A button’s id', 256),
            title: requiredText('A button’s title', 20),
          }),
        }),
      )
      .min(1, 'At least one button is needed.')
      .max(3, 'WhatsApp shows at most 3 buttons.')
      .refine(
        (buttons) => areUnique(buttons.map(({ reply }) => reply.title)),
        'Two buttons have the same title.',
      )
      .refine(
        (buttons) => areUnique(buttons.map(({ reply }) => reply.id)),
        'Two buttons have the same id.',
      ),
  }),
});

const listSchema = z.strictObject({
  type: z.literal('list'),
  header: textHeaderSchema.optional(),
  body: body(4_096),
  footer,
  action: z.strictObject({
    button: requiredText('The list’s button', 20),
    sections: z
      .array(
        z.strictObject({
          title: requiredText('A section’s title', 24).optional(),
          rows: z
            .array(
              z.strictObject({
                id: requiredText('A row’s id', 200),
                title: requiredText('A row’s title', 24),
                description: requiredText('A row’s description', 72).optional(),
              }),
            )
            .min(1, 'A section needs at least one row.'),
        }),
      )
      .min(1, 'The list needs at least one section.')
      .max(10, 'A list has at most 10 sections.')
      .refine(
        (sections) => sections.length === 1 || sections.every(({ title }) => title !== undefined),
        'With more than one section, each needs a title.',
      )
      .refine(
        (sections) => sections.flatMap(({ rows }) => rows).length <= MAX_LIST_ROWS,
        `A list has at most ${MAX_LIST_ROWS} rows in all its sections together.`,
      )
      .refine(
        (sections) => areUnique(sections.flatMap(({ rows }) => rows.map(({ id }) => id))),
        'Two rows have the same id.',
      ),
  }),
});

const linkSchema = z.strictObject({
  type: z.literal('cta_url'),
  header: headerSchema.optional(),
  body: body(1_024),
  footer,
  action: z.strictObject({
    name: z.literal('cta_url'),
    parameters: z.strictObject({
      display_text: requiredText('The button', 20),
      url: httpUrl('The button’s address'),
    }),
  }),
});

const locationRequestSchema = z.strictObject({
  type: z.literal('location_request_message'),
  body: body(1_024),
  action: z.strictObject({ name: z.literal('send_location') }),
});

const contactRequestSchema = z.strictObject({
  type: z.literal('request_contact_info'),
  body: body(1_024),
  action: z.strictObject({ name: z.literal('request_contact_info') }),
});

const flowSchema = z.strictObject({
  type: z.literal('flow'),
  header: headerSchema.optional(),
  body: body(1_024),
  footer,
  action: z.strictObject({
    name: z.literal('flow'),
    parameters: z
      .strictObject({
        flow_message_version: z.literal('3'),
        flow_id: z.string().min(1).optional(),
        flow_name: z.string().min(1).optional(),
        flow_cta: requiredText('The flow’s button', 30).refine(
          (text) => !/\p{Extended_Pictographic}/u.test(text),
          'The flow’s button must not have emoji.',
        ),
        flow_token: z.string().min(1).optional(),
        mode: z.enum(['draft', 'published']).optional(),
        flow_action: z.enum(['navigate', 'data_exchange']).optional(),
        flow_action_payload: z
          .strictObject({
            screen: z.string().min(1),
            data: z.record(z.string(), z.unknown()).optional(),
          })
          .optional(),
      })
      .refine(
        ({ flow_id, flow_name }) => (flow_id === undefined) !== (flow_name === undefined),
        'Name the flow either by flow_id or by flow_name.',
      ),
  }),
});

const productSchema = z.strictObject({
  type: z.literal('product'),
  body: body(1_024).optional(),
  footer,
  action: z.strictObject({
    catalog_id: z.string().min(1),
    product_retailer_id: z.string().min(1),
  }),
});

const productListSchema = z.strictObject({
  type: z.literal('product_list'),
  header: textHeaderSchema,
  body: body(1_024),
  footer,
  action: z.strictObject({
    catalog_id: z.string().min(1),
    sections: z
      .array(
        z.strictObject({
          title: requiredText('A section’s title', 24),
          product_items: z
            .array(z.strictObject({ product_retailer_id: z.string().min(1) }))
            .min(1, 'A section needs at least one product.'),
        }),
      )
      .min(1, 'At least one section is needed.')
      .max(10, 'A list has at most 10 sections.')
      .refine(
        (sections) => sections.flatMap((each) => each.product_items).length <= MAX_PRODUCTS,
        `A list has at most ${MAX_PRODUCTS} products.`,
      ),
  }),
});

const catalogSchema = z.strictObject({
  type: z.literal('catalog_message'),
  body: body(1_024),
  footer,
  action: z.strictObject({
    name: z.literal('catalog_message'),
    parameters: z.strictObject({ thumbnail_product_retailer_id: z.string().min(1) }).optional(),
  }),
});

export const interactiveSchema = z.discriminatedUnion('type', [
  buttonsSchema,
  listSchema,
  linkSchema,
  locationRequestSchema,
  contactRequestSchema,
  flowSchema,
  productSchema,
  productListSchema,
  catalogSchema,
]);
export type Interactive = z.infer<typeof interactiveSchema>;

/** A message of ours that the customer answers by a tap. */
export const interactiveContentSchema = z.object({
  kind: z.literal('interactive'),
  interactive: interactiveSchema,
});
export type InteractiveContent = z.infer<typeof interactiveContentSchema>;

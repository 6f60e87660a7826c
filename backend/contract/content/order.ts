import { z } from 'zod';

/** A basket that the customer sent from the catalogue. */
export const orderContentSchema = z.object({
  kind: z.literal('order'),
  catalog_id: z.string().optional(),
  text: z.string().optional(),
  items: z.array(
    z.object({
      product_retailer_id: z.string(),
      quantity: z.number(),
      item_price: z.number().nullable(),
      /** ISO 4217. */
      currency: z.string().nullable(),
    }),
  ),
});
export type OrderContent = z.infer<typeof orderContentSchema>;

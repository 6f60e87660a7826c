import { z } from 'zod';

/** A place, in degrees (WGS 84); name and address as the sender's phone gave them. */
export const locationContentSchema = z.object({
  kind: z.literal('location'),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: z.string().optional(),
  address: z.string().optional(),
  /** A page about the place; http or https only. */
  url: z.string().optional(),
});
export type LocationContent = z.infer<typeof locationContentSchema>;

import { z } from 'zod';

/**
 * Where a customer's file stands: `pending` until it is here, `ready` to be shown, `gone` when Meta
 * no longer has it (it keeps files for 7 days), `failed` when it could not be fetched.
 */
export const mediaStateSchema = z.enum(['pending', 'ready', 'gone', 'failed']);
export type MediaState = z.infer<typeof mediaStateSchema>;

/** The file of a message, as every message of a media kind carries it. */
export const mediaSchema = z.object({
  /** Our id, for `GET /api/whatsapp/media/{id}/link`; empty for a file that only `link` leads to. */
  id: z.string(),
  state: mediaStateSchema,
  /** By the file's own first bytes once it is here; until then what the sender's phone said. */
  mime_type: z.string(),
  /** As the sender's phone told it: text to show, never a path. */
  file_name: z.string().optional(),
  size_bytes: z.number().int().optional(),
  /** Of pictures, in pixels. */
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  /** There is a small WebP copy of the picture, of this size in pixels; the link tells its address. */
  thumbnail: z.object({ width: z.number().int(), height: z.number().int() }).optional(),
  /** A public address that Meta fetched the file from: it was never here. */
  link: z.string().optional(),
});
export type Media = z.infer<typeof mediaSchema>;

export const mediaResponseSchema = z.object({ media: mediaSchema });
export type MediaResponse = z.infer<typeof mediaResponseSchema>;

/** A signed address for one viewer; whoever has it can fetch the file until it expires. */
export const mediaLinkSchema = z.object({
  /** Path and query on this server, for `src` and `href`. `&download=1` makes it a download. */
  url: z.string(),
  /** The same for the small copy of a picture, where there is one. */
  thumbnail_url: z.string().optional(),
  expires_at: z.iso.datetime(),
});
export type MediaLink = z.infer<typeof mediaLinkSchema>;

import { z } from 'zod';
import { contactsContentSchema } from './content/contacts.ts';
import { interactiveContentSchema } from './content/interactive.ts';
import { locationContentSchema } from './content/location.ts';
import { noticeContentSchema } from './content/notice.ts';
import { orderContentSchema } from './content/order.ts';
import {
  callPermissionContentSchema,
  formReplyContentSchema,
  replyContentSchema,
} from './content/reply.ts';
import { templateContentSchema } from './content/template.ts';
import { mediaSchema } from './media.ts';

/**
 * What a message says, by kind. `kind` is a message's content; `type` is an event's or frame's name.
 *
 * A new kind is one member here (its shape in `content/`), one adapter in `backend/whatsapp/kinds/` and one view in
 * `widget/message-kinds/`: two registries typed by `MessageKind` make the compiler name both.
 */
export const textContentSchema = z.object({
  kind: z.literal('text'),
  /** 1 to 4096 characters; Meta counts characters, not bytes. */
  body: z.string(),
  preview_url: z.boolean().optional(),
});

/** A message of a kind this version cannot show. Its raw JSON stays in the journal. */
export const unsupportedContentSchema = z.object({
  kind: z.literal('unsupported'),
  /** Meta's own `type`, for example `image` or `poll_creation`. */
  original_type: z.string(),
  reason: z.string().optional(),
});

const captionSchema = z.string().optional();

export const imageContentSchema = z.object({
  kind: z.literal('image'),
  media: mediaSchema,
  caption: captionSchema,
});
export const videoContentSchema = z.object({
  kind: z.literal('video'),
  media: mediaSchema,
  caption: captionSchema,
});
export const audioContentSchema = z.object({
  kind: z.literal('audio'),
  media: mediaSchema,
  /** True for a voice note, recorded in WhatsApp. */
  voice: z.boolean().optional(),
});
export const documentContentSchema = z.object({
  kind: z.literal('document'),
  media: mediaSchema,
  caption: captionSchema,
});
export const stickerContentSchema = z.object({
  kind: z.literal('sticker'),
  media: mediaSchema,
  animated: z.boolean().optional(),
});

export const messageContentSchema = z.discriminatedUnion('kind', [
  textContentSchema,
  imageContentSchema,
  videoContentSchema,
  audioContentSchema,
  documentContentSchema,
  stickerContentSchema,
  locationContentSchema,
  contactsContentSchema,
  interactiveContentSchema,
  templateContentSchema,
  replyContentSchema,
  formReplyContentSchema,
  callPermissionContentSchema,
  orderContentSchema,
  noticeContentSchema,
  unsupportedContentSchema,
]);

export type TextContent = z.infer<typeof textContentSchema>;
export type ImageContent = z.infer<typeof imageContentSchema>;
export type VideoContent = z.infer<typeof videoContentSchema>;
export type AudioContent = z.infer<typeof audioContentSchema>;
export type DocumentContent = z.infer<typeof documentContentSchema>;
export type StickerContent = z.infer<typeof stickerContentSchema>;
/** The contents that come with a file. */
export type MediaContent =
  ImageContent | VideoContent | AudioContent | DocumentContent | StickerContent;
export type UnsupportedContent = z.infer<typeof unsupportedContentSchema>;
export type MessageContent = z.infer<typeof messageContentSchema>;
export type MessageKind = MessageContent['kind'];

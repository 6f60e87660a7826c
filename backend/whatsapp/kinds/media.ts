import type { Media } from '../../contract/media.ts';
import type { PreviewLabel } from '../../contract/preview-label.ts';
import type { MediaContent } from '../../contract/message-content.ts';
import { newId } from '../../ids.ts';
import { asObject, asText, readId, WebhookShapeError } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';
import type { ContentOf, MessageKindAdapter, MetaCopies } from './message-kind.ts';

const MAX_META_ID_LENGTH = 200;
const MAX_MIME_LENGTH = 120;
const MAX_FILE_NAME_LENGTH = 240;
const MAX_CAPTION_LENGTH = 4_096;
/** 32 bytes; in webhooks in base64, where other answers of Meta have it in hex. */
const SHA256_BASE64 = /^[A-Za-z0-9+/]{43}=$/;

type MediaKind = MediaContent['kind'];

/** Where a message's file is to be had from Meta. */
export interface MediaSource {
  /** Meta's id: answers for 7 days, and only to the number that the message came to. */
  metaId: string;
  /** Lowercase hex; undefined if the webhook does not tell. */
  sha256: string | undefined;
}

/** The file that a media message comes with: the object under the name of its type. */
export function readMediaSource(message: WebhookObject, kind: MediaKind): MediaSource {
  const payload = payloadOf(message, kind);
  const sha256 = asText(payload.sha256);
  return {
    metaId: readId(payload.id, `${kind}.id`, MAX_META_ID_LENGTH),
    sha256:
      sha256 !== undefined && SHA256_BASE64.test(sha256)
        ? Buffer.from(sha256, 'base64').toString('hex')
        : undefined,
  };
}

/**
 * The adapter of a kind that is a file with something said about it. The `url` in webhooks is not
 * looked at: it lives for five minutes, and a fresh one is to be had by the id.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
 */
function mediaKind<Kind extends MediaKind>(
  kind: Kind,
  options: {
    /** One line for the list where the customer wrote none. */
    label: (content: ContentOf<Kind>) => PreviewLabel;
    /** What the kind has beside file and caption. */
    readRest?: (payload: WebhookObject) => Partial<ContentOf<Kind>>;
    /** The same on the way out. */
    writeRest?: (content: ContentOf<Kind>) => object;
  },
): MessageKindAdapter<Kind> {
  return {
    incomingTypes: [kind],
    fromWebhook(message) {
      const payload = payloadOf(message, kind);
      const caption = asText(payload.caption, MAX_CAPTION_LENGTH);
      return {
        kind,
        media: readMedia(payload),
        ...(caption === undefined ? {} : { caption }),
        ...options.readRest?.(payload),
      } as unknown as ContentOf<Kind>;
    },
    toGraph: (content, copies) => {
      const { media, caption } = content as MediaContent & { caption?: string };
      return {
        type: kind,
        [kind]: {
          ...toReference(media, copies),
          ...(caption === undefined ? {} : { caption }),
          ...options.writeRest?.(content),
        },
      };
    },
    uploads(content) {
      const { media } = content as MediaContent;
      return media.link === undefined ? [media.id] : [];
    },
    type: () => kind,
    text: (content) => textOf(content as MediaContent) ?? null,
    preview: (content) => textOf(content as MediaContent) ?? options.label(content),
  };
}

export const imageKind = mediaKind('image', { label: () => 'Photo' });
export const videoKind = mediaKind('video', { label: () => 'Video' });
export const audioKind = mediaKind('audio', {
  label: ({ voice }) => (voice ? 'Voice message' : 'Audio'),
  readRest: ({ voice }) => (voice === true ? { voice } : {}),
  writeRest: ({ voice }) => (voice === true ? { voice } : {}),
});
export const documentKind = mediaKind('document', {
  label: () => 'Document',
  writeRest: ({ media }) => (media.file_name === undefined ? {} : { filename: media.file_name }),
});
export const stickerKind = mediaKind('sticker', {
  label: () => 'Sticker',
  readRest: ({ animated }) => (animated === true ? { animated } : {}),
});

/** How a message names a file of ours to Meta; throws where Meta has no copy. */
function toReference(media: Media, copies: MetaCopies): { id: string } | { link: string } {
  if (media.link !== undefined) return { link: media.link };
  const id = copies.get(media.id);
  if (id === undefined) throw new Error('The file is not at Meta.');
  return { id };
}

function payloadOf(message: WebhookObject, kind: MediaKind): WebhookObject {
  const payload = asObject(message[kind]);
  if (!payload) throw new WebhookShapeError(`${kind} is missing`);
  return payload;
}

function readMedia(payload: WebhookObject): Media {
  const fileName = asText(payload.filename, MAX_FILE_NAME_LENGTH);
  return {
    id: newId('md'),
    state: 'pending',
    mime_type: asText(payload.mime_type, MAX_MIME_LENGTH) ?? 'application/octet-stream',
    ...(fileName === undefined ? {} : { file_name: fileName }),
  };
}

/** What was written beside the file, or else its name. */
function textOf(content: MediaContent): string | undefined {
  return ('caption' in content ? content.caption : undefined) ?? content.media.file_name;
}

const KB = 1_024;
const MB = 1_024 * KB;

/**
 * What WhatsApp takes as which kind of file, and how large. Free of zod: the widget goes by it too.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
 */
export const MEDIA_LIMITS = {
  image: { maxBytes: 5 * MB, types: ['image/jpeg', 'image/png'] },
  video: { maxBytes: 16 * MB, types: ['video/mp4', 'video/3gpp'] },
  audio: {
    maxBytes: 16 * MB,
    /** OGG with Opus in mono only. */
    types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  },
  document: {
    maxBytes: 100 * MB,
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    ],
  },
  /** Animated ones; see MAX_STILL_STICKER_BYTES. */
  sticker: { maxBytes: 500 * KB, types: ['image/webp'] },
} as const satisfies Record<string, { maxBytes: number; types: readonly string[] }>;

export const MAX_STILL_STICKER_BYTES = 100 * KB;

/** In characters. */
export const MAX_CAPTION_LENGTH = 1_024;

/** The kinds of messages that are a file. */
export type FileKind = keyof typeof MEDIA_LIMITS;

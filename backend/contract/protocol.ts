/**
 * The values that both sides need. No imports: the widget uses this file as it is, without zod. The
 * live protocol's frames are in feed.ts.
 */
export const LIVE_PATH = '/api/live';

/** Close codes of the live socket (4000–4999 are for applications, RFC 6455 §7.4.2). */
export const CLOSE_CODES = {
  /** No valid hello within the time allowed. */
  helloExpected: 4400,
  /** The token is missing, wrong, expired or revoked: sign in again. */
  unauthorized: 4401,
  /** The client reads too slowly; it reconnects and resumes by seq. */
  tooSlow: 4408,
  /** Too many frames from the client. */
  tooManyFrames: 4429,
  /** The server is stopping; reconnect with jitter. */
  goingAway: 1001,
} as const;

/** The largest frame either side accepts from the other side's client code, in bytes. */
export const MAX_CLIENT_FRAME_BYTES = 64 * 1024;

/** The version of Meta's Graph API that a new connection speaks. */
export const DEFAULT_API_VERSION = 'v26.0';

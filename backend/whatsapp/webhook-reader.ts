import { toStorableText } from './storable-text.ts';

/** As long as the columns that hold Meta's message ids. */
export const MAX_WAMID_LENGTH = 200;

/** A JSON object of a webhook, of which nothing is known yet. */
export type WebhookObject = { readonly [key: string]: unknown };

/** An item that lacks what every item of its kind has. The message names the field. */
export class WebhookShapeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WebhookShapeError';
  }
}

/*
 * Webhooks are read by key, one field at a time, and never copied or merged as a whole, so that a
 * `__proto__` in them stays a key like any other that nobody asks for.
 */

export function asObject(value: unknown): WebhookObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as WebhookObject)
    : undefined;
}

/** The elements of an array; nothing for anything else. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Non-empty text, made storable and cut to `maxLength`; undefined for anything else. */
export function asText(value: unknown, maxLength?: number): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return toStorableText(value, maxLength);
}

/** An id: kept whole or refused, because a cut id would be another one. */
export function readId(value: unknown, field: string, maxLength: number): string {
  if (typeof value !== 'string' || value === '') throw new WebhookShapeError(`${field} is missing`);
  if (value.length > maxLength || toStorableText(value) !== value) {
    throw new WebhookShapeError(`${field} is no usable id`);
  }
  return value;
}

export function isTimestamp(value: unknown): boolean {
  return /^\d{1,11}$/.test(String(value));
}

/** Meta's timestamps: seconds since 1970 as a string (in a few places a number). Returns ms. */
export function readTimestampMs(value: unknown): number {
  if (!isTimestamp(value)) throw new WebhookShapeError('timestamp is not in seconds');
  return Number(value) * 1_000;
}

import type { WebhookItem } from '../webhook-events.ts';
import { isolate, readList } from '../webhook-list.ts';
import type { ItemPart } from '../webhook-list.ts';
import { readChangeContext } from '../webhook-people.ts';
import type { ChangeContext } from '../webhook-people.ts';
import { asObject, asText } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';

/** What the entry around a change says. */
export interface AccountEntry {
  businessAccountId: string | undefined;
  /** Only account fields have it. */
  atMs: number | undefined;
}

/** One change of a webhook. */
export interface FieldChange {
  field: string;
  value: WebhookObject;
  /** Where `value` stands. */
  path: string;
  /** The whole change. */
  raw: unknown;
  account: AccountEntry;
}

/**
 * Reads the changes of one of Meta's webhook fields into items. It never throws: what is broken
 * becomes an item that says so.
 */
export type FieldReader = (change: FieldChange) => WebhookItem[];

/** Reads the list under `key`, each element by itself; nothing where it is missing. */
export function readElements(
  { value, path }: FieldChange,
  key: string,
  read: (element: WebhookObject, context: ChangeContext) => ItemPart,
): WebhookItem[] {
  if (value[key] === undefined) return [];
  const context = readChangeContext(value);
  return readList(value, key, `${path}.${key}`, (element, path) => [
    isolate(path, element, (object) => read(object, context())),
  ]);
}

/** `time` is in seconds; some examples of Meta's have milliseconds. */
export function readAccountEntry(raw: unknown): AccountEntry {
  const entry = asObject(raw);
  const time = Number(entry?.time);
  return {
    businessAccountId: asText(entry?.id, 40),
    atMs: Number.isSafeInteger(time) && time > 0 ? (time < 1e11 ? time * 1_000 : time) : undefined,
  };
}

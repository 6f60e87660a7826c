import { describeError } from '../errors.ts';
import type { WebhookItem } from './webhook-events.ts';
import { asObject, WebhookShapeError } from './webhook-reader.ts';
import type { WebhookObject } from './webhook-reader.ts';

/** Reads what stands in a list; what should have one and has none is an item that says so. */
export function readList(
  parent: unknown,
  key: string,
  path: string,
  read: (element: unknown, path: string) => WebhookItem[],
): WebhookItem[] {
  const list = asObject(parent)?.[key];
  if (!Array.isArray(list)) {
    return [{ path, type: 'malformed', reason: `${key} is not a list`, raw: parent }];
  }
  return list.flatMap((element, index) => read(element, `${path}[${index}]`));
}

/** An item but for its place. */
export type ItemPart = WebhookItem extends infer Item
  ? Item extends WebhookItem
    ? Omit<Item, 'path' | 'raw'>
    : never
  : never;

/** Reads one item; whatever goes wrong in it stays in it. */
export function isolate(
  path: string,
  raw: unknown,
  read: (object: WebhookObject) => ItemPart,
): WebhookItem {
  try {
    const object = asObject(raw);
    if (!object) throw new WebhookShapeError('not an object');
    return { ...read(object), path, raw } as WebhookItem;
  } catch (error) {
    return { path, type: 'malformed', reason: describeError(error), raw };
  }
}

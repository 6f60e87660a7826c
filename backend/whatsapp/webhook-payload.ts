import { fieldReaders } from './fields/index.ts';
import { readAccountEntry } from './fields/field-reader.ts';
import type { AccountEntry } from './fields/field-reader.ts';
import { isDeeperThan } from './json-depth.ts';
import { toStorableText } from './storable-text.ts';
import type { WebhookItem } from './webhook-events.ts';
import { readList } from './webhook-list.ts';
import { asList, asObject, asText } from './webhook-reader.ts';
import type { WebhookObject } from './webhook-reader.ts';

const MAX_DEPTH = 64;
/** Ten times what Meta batches; each item costs a row, and a body of 4 MB could hold two million. */
const MAX_ITEMS = 10_000;
/** What is kept of a body that is not JSON; the journal has all of it. */
const MAX_UNREADABLE_LENGTH = 10_000;
const COUNTED_LISTS = [
  'messages',
  'statuses',
  'contacts',
  'errors',
  'message_echoes',
  'state_sync',
  'user_preferences',
  'calls',
  'groups',
  'history',
];

/**
 * Turns the raw body of a webhook into its items: every message and status of every change of every
 * entry (Meta batches up to 1,000), in their order.
 *
 * It never throws: what cannot be read becomes an item that says so. A body that is not JSON, nests
 * deeper than 64 levels, or has more than 10,000 items, is one `malformed` item with an empty path.
 * Nothing is promised about the fields of `raw`.
 */
export function parseWebhook(rawBody: Buffer): WebhookItem[] {
  const setAsideWhole = (reason: string): WebhookItem[] => {
    const raw = toStorableText(rawBody.toString('utf8', 0, MAX_UNREADABLE_LENGTH));
    return [{ path: '', type: 'malformed', reason, raw }];
  };
  const body = parseBody(rawBody);
  if ('problem' in body) return setAsideWhole(body.problem);
  const root = asObject(body.value);
  if (root?.object !== 'whatsapp_business_account') {
    const reason = `object «${String(asText(root?.object, 60) ?? 'none')}» is not a WhatsApp account`;
    return [{ path: '', type: 'unknown', reason, raw: body.value }];
  }
  if (countItems(root) > MAX_ITEMS) {
    return setAsideWhole(`the body has more than ${MAX_ITEMS} items`);
  }
  return readList(root, 'entry', 'entry', (entry, path) =>
    readList(entry, 'changes', `${path}.changes`, (change, changePath) =>
      readChange(change, changePath, readAccountEntry(entry)),
    ),
  );
}

/** All that costs time or rows: a bad entry or change becomes an item, and contacts are all read. */
function countItems(root: WebhookObject): number {
  const entries = asList(root.entry);
  let count = entries.length;
  for (const entry of entries) {
    const changes = asList(asObject(entry)?.changes);
    count += changes.length;
    for (const change of changes) {
      const value = asObject(asObject(change)?.value);
      for (const key of COUNTED_LISTS) count += asList(value?.[key]).length;
      for (const chunk of asList(value?.history)) {
        for (const thread of asList(asObject(chunk)?.threads)) {
          count += 1 + asList(asObject(thread)?.messages).length;
        }
      }
    }
  }
  return count;
}

function parseBody(rawBody: Buffer): { value: unknown } | { problem: string } {
  if (isDeeperThan(rawBody, MAX_DEPTH)) {
    return { problem: `the body nests deeper than ${MAX_DEPTH} levels` };
  }
  try {
    return { value: JSON.parse(rawBody.toString('utf8')) };
  } catch {
    return { problem: 'the body is not valid JSON' };
  }
}

function readChange(raw: unknown, path: string, account: AccountEntry): WebhookItem[] {
  const change = asObject(raw);
  const field = asText(change?.field, 100);
  const value = asObject(change?.value);
  if (field === undefined || !value) {
    return [{ path, type: 'malformed', reason: 'the change has no field or value', raw }];
  }
  const read = fieldReaders.get(field);
  if (!read) return [{ path, type: 'unknown', reason: `field «${field}» is not known`, raw }];
  return read({ field, value, path: `${path}.value`, raw, account });
}

import type { TemplateEvent } from '../webhook-events.ts';
import { isolate } from '../webhook-list.ts';
import { asObject, asText, readId, WebhookShapeError } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';
import type { FieldChange, FieldReader } from './field-reader.ts';

/** Events that name a status; REINSTATED ends a FLAGGED. What the others mean, the next sync tells. */
const STATUS_OF_EVENT: Record<string, string> = {
  APPROVED: 'APPROVED',
  REINSTATED: 'APPROVED',
  REJECTED: 'REJECTED',
  PENDING: 'PENDING',
  PAUSED: 'PAUSED',
  DISABLED: 'DISABLED',
  IN_APPEAL: 'IN_APPEAL',
  LIMIT_EXCEEDED: 'LIMIT_EXCEEDED',
  ARCHIVED: 'ARCHIVED',
  PENDING_DELETION: 'PENDING_DELETION',
  DELETED: 'DELETED',
};

const READERS: Record<string, (value: WebhookObject) => TemplateEvent['change']> = {
  message_template_status_update: readStatusChange,
  message_template_quality_update: (value) => ({ quality: readWord(value, 'new_quality_score') }),
  template_category_update: readCategoryChange,
  // Tells that texts have changed, which the sync after it reads.
  message_template_components_update: () => ({}),
};

/**
 * Each change is one item. The template is known by its name and language: its id comes as a JSON
 * number that may be larger than a number can be exact.
 * https://developers.facebook.com/docs/whatsapp/business-management-api/webhooks/components
 */
export const templateReaders: readonly (readonly [string, FieldReader])[] = Object.entries(
  READERS,
).map(([field, read]) => [field, (change) => readTemplateChange(change, read)]);

function readTemplateChange(
  { value, path, account }: FieldChange,
  read: (value: WebhookObject) => TemplateEvent['change'],
) {
  return [
    isolate(path, value, (object) => ({
      type: 'template' as const,
      template: {
        businessAccountId: readId(account.businessAccountId, 'entry.id', 40),
        name: readId(object.message_template_name, 'message_template_name', 512),
        language: readId(object.message_template_language, 'message_template_language', 20),
        change: read(object),
      },
    })),
  ];
}

function readStatusChange(value: WebhookObject): TemplateEvent['change'] {
  const event = readWord(value, 'event');
  const status = STATUS_OF_EVENT[event];
  if (status === undefined) return {};
  const reason = asText(value.reason, 100);
  const info = asObject(value.rejection_info);
  const explained = [asText(info?.reason, 300), asText(info?.recommendation, 300)];
  const words = [reason, ...explained]
    .filter((text) => text !== undefined)
    .reduce((told, text) => `${told.replace(/\.$/, '')}. ${text}`, '')
    .slice(2);
  const isRejected = status === 'REJECTED' && reason !== undefined && reason !== 'NONE';
  return { status, rejectedReason: isRejected ? words : null };
}

/** A warning names the category that is coming; afterwards the one it came from is named. */
function readCategoryChange(value: WebhookObject): TemplateEvent['change'] {
  const coming = asText(value.correct_category, 30);
  return coming === undefined
    ? { category: readWord(value, 'new_category'), nextCategory: null }
    : { nextCategory: coming.toUpperCase() };
}

function readWord(value: WebhookObject, key: string): string {
  const word = asText(value[key], 30);
  if (word === undefined) throw new WebhookShapeError(`${key} is missing`);
  return word.toUpperCase();
}

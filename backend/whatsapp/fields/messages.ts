import { readMessage, readStatus } from '../webhook-message.ts';
import { readReportedErrors } from './account.ts';
import { readElements } from './field-reader.ts';
import type { FieldReader } from './field-reader.ts';

/**
 * The field `messages`: what customers write and do, how far our own messages have come, and errors
 * that concern the number as a whole.
 */
export const readMessages: FieldReader = (change) => {
  const items = [
    ...readElements(change, 'messages', readMessage),
    ...readElements(change, 'statuses', readStatus),
    ...readReportedErrors(change),
  ];
  if (items.length > 0) return items;
  return [{ path: change.path, type: 'unknown', reason: 'nothing known in it', raw: change.raw }];
};

import { accountReaders } from './account.ts';
import { readCalls } from './calls.ts';
import { groupReaders } from './groups.ts';
import type { FieldReader } from './field-reader.ts';
import { readHistory } from './history.ts';
import { readMessages } from './messages.ts';
import { readPhoneContacts } from './phone-contacts.ts';
import { readEchoes } from './phone-messages.ts';
import { templateReaders } from './templates.ts';
import { readUserPreferences } from './user-preferences.ts';

/**
 * Who reads which of Meta's webhook fields. A field without a reader is kept raw, counted and shown
 * to admins as unknown.
 */
export const fieldReaders: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['messages', readMessages],
  ['smb_message_echoes', readEchoes],
  ['smb_app_state_sync', readPhoneContacts],
  ['history', readHistory],
  ['user_preferences', readUserPreferences],
  ['calls', readCalls],
  ...accountReaders,
  ...groupReaders,
  ...templateReaders,
]);

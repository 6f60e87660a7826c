import type { Contact } from '../../contract/contact.ts';
import type { ExportColumn } from '../../http/send-export.ts';

/** What of a contact fits into a cell. */
export const CONTACT_COLUMNS: readonly ExportColumn<Contact>[] = [
  { name: 'id', value: ({ id }) => id },
  { name: 'phone_number', value: (contact) => contact.phone_number },
  { name: 'user_id', value: (contact) => contact.user_id },
  { name: 'username', value: ({ username }) => username },
  { name: 'display_name', value: (contact) => contact.display_name },
  { name: 'business_name', value: (contact) => contact.business_name },
  { name: 'tags', value: ({ tags }) => tags.join(', ') },
  { name: 'is_verified', value: (contact) => contact.is_verified },
  { name: 'is_blocked', value: (contact) => contact.is_blocked },
  { name: 'is_pinned', value: (contact) => contact.is_pinned },
  { name: 'unread_count', value: (contact) => contact.unread_count },
  { name: 'last_message_time', value: (contact) => contact.last_message_time },
  { name: 'window_expires_at', value: (contact) => contact.window_expires_at },
  { name: 'marketing_stopped_at', value: (contact) => contact.marketing_stopped_at },
  { name: 'created_at', value: (contact) => contact.created_at },
];

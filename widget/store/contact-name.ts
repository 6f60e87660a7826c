import type { Contact } from '../../backend/contract/contact.ts';
import { formatPhone } from '../i18n/format.ts';
import { t } from '../i18n/inbox-words.ts';

type Named = Pick<Contact, 'display_name' | 'username' | 'phone_number' | 'user_id'>;

/** What a person is called: their name, @username, number, or that we know none of these. */
export function contactName(contact: Named): string {
  return (
    contact.display_name ??
    contactHandle(contact) ??
    t(isGroup(contact) ? 'contact.group' : 'contact.noName')
  );
}

/** Several people who write to the business in one chat. */
export function isGroup({ user_id }: Pick<Contact, 'user_id'>): boolean {
  return user_id?.startsWith('group:') ?? false;
}

/** Number or @username: what identifies them beside a name. */
export function contactHandle(contact: Named): string | undefined {
  if (contact.phone_number !== null) return formatPhone(contact.phone_number);
  return contact.username === null ? undefined : `@${contact.username.replace(/^@/, '')}`;
}

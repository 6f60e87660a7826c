import { isGroupUserId, isUserId, parsePhoneNumber } from '../../whatsapp/phone-number.ts';
import type { ContactIdentity } from './contact-identity.ts';

/** How callers name a contact: our id, or what Meta knows them by. */
export type ContactReference =
  { kind: 'contact'; id: string } | { kind: 'identity'; identity: ContactIdentity };

/** Reads a phone number in any usual form, a business-scoped user id, `group:…`, or our `ct_…` id. */
export function parseContactReference(text: string): ContactReference | undefined {
  const trimmed = text.trim();
  if (/^ct_[0-9a-z]{1,37}$/.test(trimmed)) return { kind: 'contact', id: trimmed };
  if (isUserId(trimmed) || isGroupUserId(trimmed)) {
    return { kind: 'identity', identity: { userId: trimmed } };
  }
  const phoneNumber = parsePhoneNumber(trimmed);
  if (phoneNumber === undefined) return undefined;
  return { kind: 'identity', identity: { phoneNumber } };
}

import { isWaId, parsePhoneNumber, phoneOfWaId } from '../../whatsapp/phone-number.ts';
import { phoneKey } from '../../whatsapp/phone-key.ts';
import type { SharedContact } from '../../contract/content/contacts.ts';

/** What a webhook, Meta's answer or an operator tells of a person; at least one identifier. */
export interface ContactIdentity {
  /** Business-scoped user id. */
  userId?: string | undefined;
  /** The user id that several businesses of one owner share. */
  parentUserId?: string | undefined;
  /** Meta's form of the phone number; what is dialled for it, where that is known, is `phoneNumber`. */
  waId?: string | undefined;
  phoneNumber?: string | undefined;
  /** A number they gave when asked for it: it is filled in, but never taken from somebody else. */
  sharedPhone?: SharedPhone | undefined;
  username?: string | undefined;
  profileName?: string | undefined;
  /** When Meta says it was so (ms since 1970); absent: somebody dialled, which proves nothing. */
  toldAtMs?: number | undefined;
  /** Told by Meta's notice of a change, which must not be taken for an older word later on. */
  isChange?: boolean | undefined;
}

export interface SharedPhone {
  phoneNumber: string;
  waId: string | null;
}

export type IdentityKind = 'user' | 'parent' | 'phone';

/** One identifier of a person, and since when (roughly) it is known to be theirs. */
export interface IdentityRecord {
  /** Its kind and what it is matched by: of phone numbers the same for all their forms. */
  identifier: string;
  contactId: string;
  /** As it was given. */
  value: string;
  /** Meta's form of a phone number; null until Meta tells. */
  waId: string | null;
  /** Negative: a phone number that they had, and gave up at that moment at the latest. */
  toldAtMs: number;
}

/** An identifier that is told. */
export interface Claim {
  kind: IdentityKind;
  identifier: string;
  value: string;
  waId: string | null;
  isShared: boolean;
}

/** What `identity` claims, strongest first: user id, parent user id, phone number. */
export function claimsOf(identity: ContactIdentity): Claim[] {
  const { userId, parentUserId, waId, phoneNumber, sharedPhone } = identity;
  const claims: Claim[] = [];
  const add = (kind: IdentityKind, value: string, rest: Partial<Claim> = {}) => {
    const identifier = identifierOf(kind, value);
    claims.push({ kind, identifier, value, waId: null, isShared: false, ...rest });
  };
  if (userId !== undefined) add('user', userId);
  if (parentUserId !== undefined) add('parent', parentUserId);
  if (waId !== undefined) {
    const identifier = identifierOf('phone', waId);
    add('phone', phoneNumber ?? phoneOfWaId(waId), { identifier, waId });
  } else if (phoneNumber !== undefined) {
    add('phone', phoneNumber);
  }
  if (sharedPhone !== undefined) {
    add('phone', sharedPhone.phoneNumber, { waId: sharedPhone.waId, isShared: true });
  }
  return claims;
}

export function identifierOf(kind: IdentityKind, value: string): string {
  return `${kind}:${kind === 'phone' ? phoneKey(value) : value}`;
}

export function kindOf({ identifier }: Pick<IdentityRecord, 'identifier'>): IdentityKind {
  return identifier.slice(0, identifier.indexOf(':')) as IdentityKind;
}

/** The number on a card by which a customer answers our request for it. */
export function readSharedPhone(cards: readonly SharedContact[]): SharedPhone | undefined {
  const phone = cards[0]?.phones[0];
  if (!phone) return undefined;
  if (phone.wa_id !== undefined && isWaId(phone.wa_id)) {
    return { phoneNumber: phoneOfWaId(phone.wa_id), waId: phone.wa_id };
  }
  const phoneNumber = parsePhoneNumber(phone.phone);
  return phoneNumber === undefined ? undefined : { phoneNumber, waId: null };
}

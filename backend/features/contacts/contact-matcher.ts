import { phoneOfWaId } from '../../whatsapp/phone-number.ts';
import type { ContactRecord } from './contact-store.ts';

/** What a webhook, Meta's answer or an operator tells of a person; at least one identifier. */
export interface ContactIdentity {
  waId?: string | undefined;
  phoneNumber?: string | undefined;
  userId?: string | undefined;
  username?: string | undefined;
  profileName?: string | undefined;
}

/**
 * Finds out who is who among a set of contacts.
 *
 * The business-scoped user id decides, then Meta's wa_id, then the phone number: phone numbers may
 * be withheld, and the dialled form of a number may differ from Meta's. An identifier that another
 * contact holds is never taken from them, so that two people are never mixed up by a stray field.
 */
export class ContactMatcher {
  readonly #records: ContactRecord[] = [];
  readonly #byIdentifier = new Map<string, ContactRecord>();

  constructor(records: readonly ContactRecord[] = []) {
    for (const record of records) this.add(record);
  }

  get records(): readonly ContactRecord[] {
    return this.#records;
  }

  add(record: ContactRecord): void {
    this.#records.push(record);
    this.#index(record);
  }

  find(identity: ContactIdentity): ContactRecord | undefined {
    return (
      this.#get('user', identity.userId) ??
      this.#get('wa', identity.waId) ??
      this.#get('phone', phoneOf(identity))
    );
  }

  /** Writes what `identity` newly tells into `record`; false when it told nothing new. */
  learn(record: ContactRecord, identity: ContactIdentity): boolean {
    const before = JSON.stringify(record);
    if (identity.userId && this.#isFree('user', identity.userId, record)) {
      record.userId = identity.userId;
    }
    if (identity.waId && this.#isFree('wa', identity.waId, record)) {
      const isMoved = record.waId !== null && record.waId !== identity.waId;
      record.waId = identity.waId;
      // The number as dialled is kept, unless the person now has another one.
      const phone = phoneOfWaId(identity.waId);
      if ((isMoved || record.phoneNumber === null) && this.#isFree('phone', phone, record)) {
        record.phoneNumber = phone;
      }
    }
    if (identity.phoneNumber && record.phoneNumber === null) {
      if (this.#isFree('phone', identity.phoneNumber, record)) {
        record.phoneNumber = identity.phoneNumber;
      }
    }
    record.username = identity.username ?? record.username;
    record.profileName = identity.profileName ?? record.profileName;
    this.#index(record);
    return JSON.stringify(record) !== before;
  }

  #index(record: ContactRecord): void {
    if (record.userId) this.#byIdentifier.set(`user ${record.userId}`, record);
    if (record.waId) this.#byIdentifier.set(`wa ${record.waId}`, record);
    if (record.phoneNumber) this.#byIdentifier.set(`phone ${record.phoneNumber}`, record);
  }

  #get(kind: 'user' | 'wa' | 'phone', value: string | undefined): ContactRecord | undefined {
    return value === undefined ? undefined : this.#byIdentifier.get(`${kind} ${value}`);
  }

  #isFree(kind: 'user' | 'wa' | 'phone', value: string, record: ContactRecord): boolean {
    const holder = this.#get(kind, value);
    return holder === undefined || holder === record;
  }
}

export function phoneOf(identity: ContactIdentity): string | undefined {
  return (
    identity.phoneNumber ?? (identity.waId === undefined ? undefined : phoneOfWaId(identity.waId))
  );
}

import { claimsOf, kindOf } from './contact-identity.ts';
import type { Claim, ContactIdentity, IdentityKind, IdentityRecord } from './contact-identity.ts';
import type { ContactRecord } from './contact-store.ts';

/** Two contacts are one person; `key` names what proves it. */
export interface Proof {
  key: string;
  contactIds: readonly [string, string];
}

/** How an identifier was told. */
interface Telling {
  /** By Meta's notice of a change. */
  isChange: boolean;
  /** Of a time before the user id that they have now. */
  isPast: boolean;
}

export type Settled = { record: ContactRecord; proof?: undefined } | { proof: Proof };

/**
 * Who is who among a set of contacts: works in memory, and knows in the end what has to be written.
 *
 * The business-scoped user id decides, then the parent user id, then the phone number in any of its
 * forms. What a contact is called by (its own columns) follows from its identifiers: of several of a
 * kind the one that Meta told last counts. So the end is the same in whatever order Meta tells.
 * A number that was given up for one that Meta does not tell leads to them still, but is not theirs:
 * what is sent to it may reach a stranger.
 *
 * Two identifiers of two contacts told together prove that they are one, with one exception: a phone
 * number whose holder has another user id was handed on to a new owner. Then nobody is merged, and
 * the number is theirs of whom it was told last.
 */
export class IdentityBook {
  readonly #records = new Map<string, ContactRecord>();
  readonly #identities = new Map<string, IdentityRecord>();
  readonly #refused: ReadonlySet<string>;
  readonly created = new Set<ContactRecord>();
  readonly changed = new Set<ContactRecord>();
  /** Those from whom an identifier was taken: they must be written before it is another's. */
  readonly robbed = new Set<ContactRecord>();
  readonly changedIdentities = new Set<IdentityRecord>();

  constructor(known: {
    records: readonly ContactRecord[];
    identities: readonly IdentityRecord[];
    /** Proofs of which nothing may come: a person has undone what they brought about. */
    refused?: ReadonlySet<string> | undefined;
  }) {
    this.#refused = known.refused ?? new Set();
    for (const record of known.records) this.#records.set(record.id, record);
    for (const identity of known.identities) this.#identities.set(identity.identifier, identity);
  }

  get(contactId: string): ContactRecord | undefined {
    return this.#records.get(contactId);
  }

  /** The contact that is meant; a number that belongs to somebody with another user id names nobody. */
  find(identity: ContactIdentity): ContactRecord | undefined {
    const claims = claimsOf(identity);
    const isNamedById = claims.some(({ kind }) => kind !== 'phone');
    for (const claim of claims) {
      const holder = claim.isShared ? undefined : this.#holderOf(claim);
      if (!holder) continue;
      if (claim.kind !== 'phone' || !isNamedById || !this.#hasId(holder)) return holder;
    }
    return undefined;
  }

  /** The contact of `identity`, made by `create` if need be, with what was told filled in. */
  settle(identity: ContactIdentity, create: () => ContactRecord): Settled {
    const record = this.find(identity) ?? this.#add(create());
    return this.attach(record, identity);
  }

  /** Fills in what was told of a contact, unless it proves that another contact is the same person. */
  attach(record: ContactRecord, identity: ContactIdentity): Settled {
    const atMs = identity.toldAtMs ?? 0;
    const claims = claimsOf(identity);
    for (const claim of claims) {
      const holder = this.#holderOf(claim);
      if (!holder || holder === record || !this.#isSamePerson(holder, claim)) continue;
      const proof = this.prove(record, claims[0] ?? claim, holder, claim);
      if (proof) return { proof };
    }
    const isChange = identity.isChange === true;
    for (const claim of claims) {
      const isPast = claim.kind === 'phone' && this.#hadNewerUserId(record, identity, atMs);
      this.#claim(record, claim, atMs, { isChange, isPast });
    }
    this.#derive(record);
    this.#learnProfile(record, identity, atMs);
    return { record };
  }

  /** They have another number since `atMs`, which Meta does not tell. */
  giveUpPhones(record: ContactRecord, atMs: number): void {
    for (const identity of this.identitiesOf(record.id)) {
      const isOlder = kindOf(identity) === 'phone' && Math.abs(identity.toldAtMs) < atMs;
      if (isOlder) this.#put({ ...identity, toldAtMs: -atMs });
    }
    this.#derive(record);
  }

  /** That two contacts are one because two of their identifiers are; undefined if that was undone. */
  prove(a: ContactRecord, ofA: Claim, b: ContactRecord, ofB: Claim): Proof | undefined {
    const key = [ofA.identifier, ofB.identifier].sort().join(' ');
    return this.#refused.has(key) ? undefined : { key, contactIds: [a.id, b.id] };
  }

  /** The identifier by which a contact is known best. */
  bestClaim(record: ContactRecord): Claim | undefined {
    const own = this.identitiesOf(record.id);
    for (const kind of ['phone', 'user', 'parent'] as const) {
      const found = newestOf(own, kind);
      if (found) return { ...found, kind, isShared: false };
    }
    return undefined;
  }

  /** Whether a user id tells who this is, so that a phone number alone proves nothing against it. */
  #hasId(record: ContactRecord): boolean {
    return this.identitiesOf(record.id).some((identity) => kindOf(identity) !== 'phone');
  }

  /** Within one second nobody can say which was first. */
  #hadNewerUserId(record: ContactRecord, { userId }: ContactIdentity, atMs: number): boolean {
    const newest = newestOf(this.identitiesOf(record.id), 'user');
    if (userId === undefined || !newest) return false;
    return newest.value !== userId && newest.toldAtMs > atMs + 1;
  }

  hasOtherUserId(record: ContactRecord, userId: string): boolean {
    const own = this.identitiesOf(record.id).filter((identity) => kindOf(identity) === 'user');
    return own.length > 0 && own.every(({ value }) => value !== userId);
  }

  identitiesOf(contactId: string): IdentityRecord[] {
    return [...this.#identities.values()].filter((identity) => identity.contactId === contactId);
  }

  #add(record: ContactRecord): ContactRecord {
    this.#records.set(record.id, record);
    this.created.add(record);
    return record;
  }

  #holderOf({ identifier }: Claim): ContactRecord | undefined {
    const contactId = this.#identities.get(identifier)?.contactId;
    return contactId === undefined ? undefined : this.#records.get(contactId);
  }

  #isSamePerson(holder: ContactRecord, claim: Claim): boolean {
    return claim.kind !== 'phone' || !this.#hasId(holder);
  }

  #claim(record: ContactRecord, claim: Claim, atMs: number, how: Telling): void {
    const { identifier, value, waId } = claim;
    const held = this.#identities.get(identifier);
    if (!held) {
      const toldAtMs = how.isPast ? -atMs : atMs;
      this.#put({ identifier, value, waId, contactId: record.id, toldAtMs });
    } else if (held.contactId === record.id) {
      this.#refresh(held, claim, atMs, how);
    } else if (claim.kind === 'phone' && !claim.isShared && atMs > held.toldAtMs) {
      const before = this.#records.get(held.contactId);
      if (!before || !this.#hasId(before)) return;
      this.#put({ identifier, value, waId, contactId: record.id, toldAtMs: atMs });
      this.robbed.add(before);
      this.#derive(before);
    }
  }

  #refresh(held: IdentityRecord, { kind, waId }: Claim, atMs: number, how: Telling): void {
    const fresh = { ...held, waId: waId ?? held.waId };
    // What is in force anyway is not written again with every message.
    const isInForce = newestOf(this.identitiesOf(held.contactId), kind) === held;
    const isWorthIt = held.toldAtMs === 0 || !isInForce || how.isChange;
    if (atMs > Math.abs(held.toldAtMs) && isWorthIt && !how.isPast) fresh.toldAtMs = atMs;
    if (fresh.waId !== held.waId || fresh.toldAtMs !== held.toldAtMs) this.#put(fresh);
  }

  #put(identity: IdentityRecord): void {
    const before = this.#identities.get(identity.identifier);
    if (before) this.changedIdentities.delete(before);
    this.#identities.set(identity.identifier, identity);
    this.changedIdentities.add(identity);
  }

  #derive(record: ContactRecord): void {
    if (deriveIdentifiers(record, this.identitiesOf(record.id))) this.changed.add(record);
  }

  #learnProfile(record: ContactRecord, identity: ContactIdentity, atMs: number): void {
    if (atMs < record.profileToldAtMs) return;
    const { username = record.username, profileName = record.profileName } = identity;
    if (username === record.username && profileName === record.profileName) return;
    Object.assign(record, { username, profileName, profileToldAtMs: atMs });
    this.changed.add(record);
  }
}

/** Writes into `record` what its identifiers make of it; false where it was so already. */
export function deriveIdentifiers(record: ContactRecord, own: readonly IdentityRecord[]): boolean {
  const phone = newestOf(own, 'phone');
  const derived = {
    userId: newestOf(own, 'user')?.value ?? null,
    phoneNumber: phone?.value ?? null,
    waId: phone?.waId ?? null,
  };
  const isNews =
    derived.userId !== record.userId ||
    derived.phoneNumber !== record.phoneNumber ||
    derived.waId !== record.waId;
  Object.assign(record, derived);
  return isNews;
}

function newestOf(
  identities: readonly IdentityRecord[],
  kind: IdentityKind,
): IdentityRecord | undefined {
  return identities
    .filter((identity) => kindOf(identity) === kind && identity.toldAtMs >= 0)
    .sort((a, b) => b.toldAtMs - a.toldAtMs || (a.identifier < b.identifier ? 1 : -1))[0];
}

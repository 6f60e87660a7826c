import type { ContactIdentities } from '../../contract/contact.ts';
import { kindOf } from './contact-identity.ts';
import type { IdentityRecord } from './contact-identity.ts';
import type { MergeRecord } from './contact-merge-store.ts';
import type { ContactRecord } from './contact-store.ts';

const KINDS = { user: 'user_id', parent: 'parent_user_id', phone: 'phone_number' } as const;

/** The wire shape of a contact's identifiers, present and past, and of its merges. */
export function toContactIdentities(
  record: ContactRecord,
  identities: readonly IdentityRecord[],
  merges: readonly MergeRecord[],
): ContactIdentities {
  const current = new Set([record.userId, record.phoneNumber]);
  return {
    identities: identities.map((identity) => {
      const kind = kindOf(identity);
      return {
        kind: KINDS[kind],
        value: identity.value,
        wa_id: identity.waId,
        is_current: kind === 'parent' || current.has(identity.value),
      };
    }),
    merges: merges.map(({ id, fromId, mergedAtMs }) => ({
      id,
      from: fromId,
      merged_at: new Date(mergedAtMs).toISOString(),
    })),
  };
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import { parseContactReference } from '../contacts/contact-reference.ts';
import type { ContactReference } from '../contacts/contact-reference.ts';
import type { NewRecipient } from '../outbox/recipient-service.ts';

/** They have told WhatsApp so (webhook `user_preferences`, or error 131050). */
export const NO_MARKETING = 'They do not want marketing messages.';
/** What a recipient hears who is in the list twice, in whatever spelling. */
export const REPEATED = 'This recipient is in the list already.';

const NOT_A_RECIPIENT =
  'This is not a phone number with its country code, a business-scoped user id or a contact id.';

/** Reading a phone number takes some 30 µs: others get their turn after this many. */
const CHUNK = 500;

/**
 * Looks through a list of recipients: bad ones and repetitions are refused, each for itself, in the
 * list's order. That two different spellings belong to one person (a phone number and a user id)
 * is found later, when contacts are looked up.
 */
export async function planRecipients(recipients: readonly string[]): Promise<NewRecipient[]> {
  const seen = new Set<string>();
  const planned: NewRecipient[] = [];
  for (const given of recipients) {
    planned.push(planOne(given, seen));
    if (planned.length % CHUNK === 0) await nextTurn();
  }
  return planned;
}

function planOne(given: string, seen: Set<string>): NewRecipient {
  const recipient = toStorableText(given);
  const reference = parseContactReference(recipient);
  if (!reference) return { recipient, refusal: NOT_A_RECIPIENT };
  const key = keyOf(reference);
  if (seen.has(key)) return { recipient, refusal: REPEATED };
  seen.add(key);
  return { recipient };
}

function keyOf(reference: ContactReference): string {
  if (reference.kind === 'contact') return reference.id;
  const { phoneNumber, userId } = reference.identity;
  return phoneNumber ?? userId ?? '';
}

import { toStorableText } from '../../whatsapp/storable-text.ts';
import { parseContactReference } from '../contacts/contact-reference.ts';
import type { ContactReference } from '../contacts/contact-reference.ts';
import type { NewRecipient } from '../outbox/recipient-service.ts';

/** What a recipient hears who is in the list twice, in whatever spelling. */
/** They have told WhatsApp so (webhook `user_preferences`, or error 131050). */
export const NO_MARKETING = 'They do not want marketing messages.';
export const REPEATED = 'This recipient is in the list already.';

const NOT_A_RECIPIENT =
  'This is not a phone number with its country code, a business-scoped user id or a contact id.';

/**
 * Looks through a list of recipients: bad ones and repetitions are refused, each for itself, in the
 * list's order. That two different spellings belong to one person (a phone number and a user id)
 * is found later, when contacts are looked up.
 */
export function planRecipients(recipients: readonly string[]): NewRecipient[] {
  const seen = new Set<string>();
  return recipients.map((given) => {
    const recipient = toStorableText(given);
    const reference = parseContactReference(recipient);
    if (!reference) return { recipient, refusal: NOT_A_RECIPIENT };
    const key = keyOf(reference);
    if (seen.has(key)) return { recipient, refusal: REPEATED };
    seen.add(key);
    return { recipient };
  });
}

function keyOf(reference: ContactReference): string {
  if (reference.kind === 'contact') return reference.id;
  const { phoneNumber, userId } = reference.identity;
  return phoneNumber ?? userId ?? '';
}

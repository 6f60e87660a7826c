import type { Contact } from '../../backend/contract/contact.ts';
import type { ConnectedNumber } from '../../backend/contract/settings.ts';
import type { InboxState } from './inbox-state.ts';

/*
 * Several business numbers. A person is one contact with one log, whichever numbers they write to;
 * windows and what is unread belong to a number. An answer goes out by the number they wrote to last,
 * until the operator chooses another one.
 */

/** The connected ones, the first connected at the head. */
export function selectNumbers({ connection }: InboxState): readonly ConnectedNumber[] {
  if (connection?.numbers) return connection.numbers;
  // A server from before several numbers.
  if (!connection?.phone_number_id) return [];
  return [{ ...connection, phone_number_id: connection.phone_number_id }];
}

/** By which number this person is answered; undefined while none is connected. */
export function selectSendingNumber(
  state: InboxState,
  contact: Contact,
): ConnectedNumber | undefined {
  const numbers = selectNumbers(state);
  const wanted = [
    state.sendingNumbers.get(contact.id),
    contact.phone_number_id,
    ...(contact.conversations ?? []).map(({ phone_number_id }) => phone_number_id),
  ];
  for (const id of wanted) {
    const number = numbers.find(({ phone_number_id }) => phone_number_id === id);
    if (number) return number;
  }
  return numbers[0];
}

/** The contact as one number sees them; undefined where they never were in touch by it. */
export function standingWith(contact: Contact, phoneNumberId: string): Contact | undefined {
  const conversation = contact.conversations?.find(
    ({ phone_number_id }) => phone_number_id === phoneNumberId,
  );
  if (conversation) return { ...contact, ...conversation };
  return contact.phone_number_id === phoneNumberId ? contact : undefined;
}

/** The contact as they stand with the number by which they are answered. */
export function selectStanding(state: InboxState, contact: Contact): Contact {
  const number = selectSendingNumber(state, contact);
  // A person without any conversation stands the same with every number.
  if (!number || contact.phone_number_id === '') return contact;
  return (
    standingWith(contact, number.phone_number_id) ?? {
      ...contact,
      phone_number_id: number.phone_number_id,
      window_expires_at: null,
      free_entry_expires_at: null,
    }
  );
}

/** How a number is called on the screen. */
export function numberName(numbers: readonly ConnectedNumber[], phoneNumberId: string): string {
  const number = numbers.find(({ phone_number_id }) => phone_number_id === phoneNumberId);
  return number?.display_phone_number ?? number?.verified_name ?? phoneNumberId;
}

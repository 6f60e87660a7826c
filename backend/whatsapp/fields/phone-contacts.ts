import { isWaId } from '../phone-number.ts';
import { readPerson } from '../webhook-people.ts';
import { asObject, asText, WebhookShapeError } from '../webhook-reader.ts';
import { readElements } from './field-reader.ts';
import type { FieldReader } from './field-reader.ts';

/**
 * The field `smb_app_state_sync`: the address book of the business's phone. A contact taken out of
 * it there stays here, with the name it had: its messages are here too.
 */
export const readPhoneContacts: FieldReader = (change) => {
  const items = readElements(change, 'state_sync', (element, context) => {
    if (element.type !== 'contact') {
      return { type: 'unknown', reason: `«${String(element.type)}» of the phone is not known` };
    }
    const contact = asObject(element.contact);
    const digits = asText(contact?.phone_number, 40)?.replace(/\D/g, '') ?? '';
    const person = readPerson(isWaId(digits) ? digits : undefined, contact?.user_id);
    if (person.waId === undefined && person.userId === undefined) {
      throw new WebhookShapeError('contact.phone_number and contact.user_id are missing');
    }
    return {
      type: 'phone_contact',
      contact: {
        phoneNumberId: context.phoneNumberId,
        person,
        name: asText(contact?.full_name, 200) ?? asText(contact?.first_name, 200),
        isRemoved: element.action === 'remove',
      },
    };
  });
  if (items.length > 0) return items;
  return [{ path: change.path, type: 'unknown', reason: 'no contacts in it', raw: change.raw }];
};

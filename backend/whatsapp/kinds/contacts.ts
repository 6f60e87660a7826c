import type { SharedContact } from '../../contract/content/contacts.ts';
import { asList, asObject, asText, WebhookShapeError } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';
import type { MessageKindAdapter } from './message-kind.ts';

/** Meta: at most 257 contacts in a message. */
const MAX_CONTACTS = 257;
const MAX_ENTRIES = 20;
const MAX_LENGTH = 500;
const ADDRESS_PARTS = ['street', 'city', 'state', 'zip', 'country'];

export const contactsKind: MessageKindAdapter<'contacts'> = {
  incomingTypes: ['contacts'],
  fromWebhook(message) {
    const cards = asList(message.contacts)
      .map(asObject)
      .filter((card) => card !== undefined);
    if (cards.length === 0) throw new WebhookShapeError('contacts is empty');
    const isAnswer = cards.some((card) => card.origin === 'contact_request');
    return {
      kind: 'contacts',
      contacts: cards.slice(0, MAX_CONTACTS).map(readCard),
      ...(isAnswer ? { is_answer_to_request: true } : {}),
    };
  },
  toGraph: ({ contacts }) => ({ type: 'contacts', contacts: contacts.map(toGraphCard) }),
  type: () => 'contacts',
  text: ({ contacts }) => contacts.map(toSearchText).join('\n'),
  preview: ({ contacts }) => contacts.map(({ name }) => name).join(', '),
};

function readCard(card: WebhookObject): SharedContact {
  const name = asObject(card.name);
  const organization = asText(asObject(card.org)?.company, MAX_LENGTH);
  const birthday = asText(card.birthday, 40);
  const phones = readEntries(card.phones, 'phone').map(({ value, type, entry }) => {
    const waId = asText(entry.wa_id, 40);
    return { phone: value, ...(waId === undefined ? {} : { wa_id: waId }), ...type };
  });
  return {
    name:
      asText(name?.formatted_name, MAX_LENGTH) ??
      asText(name?.first_name, MAX_LENGTH) ??
      phones[0]?.phone ??
      'Contact',
    ...(organization === undefined ? {} : { organization }),
    ...(birthday === undefined ? {} : { birthday }),
    phones,
    emails: readEntries(card.emails, 'email').map(({ value, type }) => ({ email: value, ...type })),
    urls: readEntries(card.urls, 'url').map(({ value, type }) => ({ url: value, ...type })),
    addresses: asList(card.addresses)
      .slice(0, MAX_ENTRIES)
      .flatMap((raw) => {
        const entry = asObject(raw);
        const address = ADDRESS_PARTS.flatMap((part) => asText(entry?.[part], MAX_LENGTH) ?? []);
        return address.length > 0 ? [{ address: address.join(', '), ...readType(entry) }] : [];
      }),
  };
}

function readEntries(list: unknown, key: string) {
  return asList(list)
    .slice(0, MAX_ENTRIES)
    .flatMap((raw) => {
      const entry = asObject(raw);
      const value = asText(entry?.[key], MAX_LENGTH);
      return entry && value !== undefined ? [{ value, type: readType(entry), entry }] : [];
    });
}

function readType(entry: WebhookObject | undefined): { type?: string } {
  const type = asText(entry?.type, 40);
  return type === undefined ? {} : { type };
}

function toGraphCard(contact: SharedContact): Record<string, unknown> {
  return {
    name: { formatted_name: contact.name, first_name: contact.name },
    ...(contact.organization === undefined ? {} : { org: { company: contact.organization } }),
    ...(contact.birthday === undefined ? {} : { birthday: contact.birthday }),
    ...(contact.phones.length > 0 ? { phones: contact.phones } : {}),
    ...(contact.emails.length > 0 ? { emails: contact.emails } : {}),
    ...(contact.urls.length > 0 ? { urls: contact.urls } : {}),
    ...(contact.addresses.length > 0
      ? { addresses: contact.addresses.map(({ address, type }) => ({ street: address, type })) }
      : {}),
  };
}

function toSearchText({ name, organization, phones, emails }: SharedContact): string {
  const values = [...phones.map(({ phone }) => phone), ...emails.map(({ email }) => email)];
  return [name, organization, ...values].filter((part) => part !== undefined).join(' ');
}

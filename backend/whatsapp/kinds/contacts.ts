import type { SharedContact } from '../../contract/content/contacts.ts';
import { asList, asObject, asText, WebhookShapeError } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';
import type { MessageKindAdapter } from './message-kind.ts';

/** Meta: at most 257 contacts in a message. */
const MAX_CONTACTS = 257;
const MAX_ENTRIES = 20;
const MAX_LENGTH = 500;
const ADDRESS_PARTS = ['street', 'city', 'state', 'zip', 'country', 'country_code'] as const;

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
  const org = asObject(card.org);
  const phones = readEntries(card.phones, 'phone').map(({ value, type, entry }) => ({
    phone: value,
    ...readOptional({ wa_id: entry.wa_id }),
    ...type,
  }));
  return {
    name:
      asText(name?.formatted_name, MAX_LENGTH) ??
      asText(name?.first_name, MAX_LENGTH) ??
      phones[0]?.phone ??
      'Contact',
    ...readOptional({
      first_name: name?.first_name,
      last_name: name?.last_name,
      middle_name: name?.middle_name,
      prefix: name?.prefix,
      suffix: name?.suffix,
      organization: org?.company,
      department: org?.department,
      job_title: org?.title,
      birthday: card.birthday,
    }),
    phones,
    emails: readEntries(card.emails, 'email').map(({ value, type }) => ({ email: value, ...type })),
    urls: readEntries(card.urls, 'url').map(({ value, type }) => ({ url: value, ...type })),
    addresses: asList(card.addresses)
      .slice(0, MAX_ENTRIES)
      .flatMap((raw) => {
        const entry = asObject(raw);
        const parts = readOptional(
          Object.fromEntries(ADDRESS_PARTS.map((part) => [part, entry?.[part]])),
        );
        return Object.keys(parts).length > 0 ? [{ ...parts, ...readType(entry) }] : [];
      }),
  };
}

/** Those of the values that are texts. */
function readOptional<Key extends string>(
  values: Readonly<Record<Key, unknown>>,
): { [Name in Key]?: string } {
  const texts: { [Name in Key]?: string } = {};
  for (const key of Object.keys(values) as Key[]) {
    const text = asText(values[key], MAX_LENGTH);
    if (text !== undefined) texts[key] = text;
  }
  return texts;
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
  const { name, first_name, last_name, middle_name, prefix, suffix } = contact;
  const { organization, department, job_title, birthday } = contact;
  const { phones, emails, urls, addresses } = contact;
  const org = { company: organization, department, title: job_title };
  const lists = Object.entries({ phones, emails, urls, addresses });
  return {
    // Meta wants one more part of the name beside the whole.
    name: {
      formatted_name: name,
      first_name: first_name ?? name,
      ...{ last_name, middle_name, prefix, suffix },
    },
    ...(Object.values(org).some((part) => part !== undefined) ? { org } : {}),
    ...(birthday === undefined ? {} : { birthday }),
    ...Object.fromEntries(lists.filter(([, list]) => list.length > 0)),
  };
}

function toSearchText({ name, organization, phones, emails }: SharedContact): string {
  const values = [...phones.map(({ phone }) => phone), ...emails.map(({ email }) => email)];
  return [name, organization, ...values].filter((part) => part !== undefined).join(' ');
}

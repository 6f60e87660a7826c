import {
  isObject,
  rejectUnknownKeys,
  requireList,
  requireObject,
  requireString,
} from '../field-checks.ts';
import type { JsonObject } from '../field-checks.ts';
import { GraphError } from '../graph-error.ts';
import type { MessageKind } from './message-kind.ts';

const MAX_CONTACTS = 257;
const CARD_KEYS = ['addresses', 'birthday', 'emails', 'name', 'org', 'phones', 'urls'];
const NAME_KEYS = ['formatted_name', 'first_name', 'last_name', 'middle_name', 'suffix', 'prefix'];
const ENTRY_KEYS = {
  phones: ['phone', 'type', 'wa_id'],
  emails: ['email', 'type'],
  urls: ['url', 'type'],
  addresses: ['street', 'city', 'state', 'zip', 'country', 'country_code', 'type'],
};

/** A list of cards; each has a whole name and at least one more part of it. */
export const contactsKind: MessageKind = {
  type: 'contacts',
  validate(content) {
    requireList(content, 'contacts', 1, MAX_CONTACTS).forEach((card, index) =>
      validateCard(requireObject(card, `contacts[${index}]`), `contacts[${index}]`),
    );
  },
};

function validateCard(card: JsonObject, at: string): void {
  rejectUnknownKeys(card, CARD_KEYS, at);
  const name = requireObject(card.name, `${at}['name']`);
  rejectUnknownKeys(name, NAME_KEYS, `${at}['name']`);
  requireString(name.formatted_name, `${at}['name']['formatted_name']`);
  if (!NAME_KEYS.slice(1).some((part) => typeof name[part] === 'string' && name[part] !== '')) {
    throw new GraphError(131009, {
      details: `Param ${at}['name'] needs formatted_name and at least one more part.`,
    });
  }
  if (card.birthday !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(String(card.birthday))) {
    throw new GraphError(131009, { details: `Param ${at}['birthday'] must be YYYY-MM-DD.` });
  }
  for (const [key, keys] of Object.entries(ENTRY_KEYS)) {
    if (card[key] === undefined) continue;
    requireList(card[key], `${at}['${key}']`, 1, 100).forEach((entry) => {
      if (!isObject(entry)) throw new GraphError(100, { details: `Param ${key} holds no object.` });
      rejectUnknownKeys(entry, keys, `${at}['${key}']`);
    });
  }
}

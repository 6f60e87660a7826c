import { mergePerson, readPerson } from '../webhook-people.ts';
import { readTimestampMs, WebhookShapeError } from '../webhook-reader.ts';
import { readElements } from './field-reader.ts';
import type { FieldReader } from './field-reader.ts';

/** The field `user_preferences`: a customer stops, or takes back, marketing messages. */
export const readUserPreferences: FieldReader = (change) => {
  const items = readElements(change, 'user_preferences', (preference, context) => {
    const { category, value } = preference;
    if (category !== 'marketing_messages' || (value !== 'stop' && value !== 'resume')) {
      return { type: 'unknown', reason: `preference «${String(category)}» is not known` };
    }
    const person = readPerson(preference.wa_id, preference.user_id);
    if (person.waId === undefined && person.userId === undefined) {
      throw new WebhookShapeError('wa_id and user_id are missing');
    }
    return {
      type: 'preference',
      preference: {
        phoneNumberId: context.phoneNumberId,
        person: mergePerson(context.findProfile(person), person),
        isStopped: value === 'stop',
        toldAtMs: readTimestampMs(preference.timestamp),
      },
    };
  });
  if (items.length > 0) return items;
  return [{ path: change.path, type: 'unknown', reason: 'no preferences in it', raw: change.raw }];
};

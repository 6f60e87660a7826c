import { isUserId, isWaId, phoneOfWaId } from './phone-number.ts';
import type { WebhookPerson } from './webhook-events.ts';
import { asList, asObject, asText, readId } from './webhook-reader.ts';
import type { WebhookObject } from './webhook-reader.ts';

const MAX_NAME_LENGTH = 400;
const MAX_USERNAME_LENGTH = 100;

/** What the items of a change share. */
export interface ChangeContext {
  phoneNumberId: string;
  businessPhone: string | undefined;
  findProfile: (person: WebhookPerson) => WebhookPerson;
}

/** What the items of a change share; a missing number is told by each item. */
export function readChangeContext(value: WebhookObject): () => ChangeContext {
  const metadata = asObject(value.metadata);
  const findProfile = indexProfiles(asList(value.contacts).map(readProfile));
  const businessDigits = asText(metadata?.display_phone_number, 40)?.replace(/\D/g, '') ?? '';
  return () => ({
    phoneNumberId: readId(metadata?.phone_number_id, 'metadata.phone_number_id', 40),
    businessPhone: isWaId(businessDigits) ? phoneOfWaId(businessDigits) : undefined,
    findProfile,
  });
}

/** By id, not by index: contacts may be fewer than messages, and in another order. */
function indexProfiles(profiles: readonly WebhookPerson[]): ChangeContext['findProfile'] {
  const byUserId = new Map<string, WebhookPerson>();
  const byWaId = new Map<string, WebhookPerson>();
  for (const profile of profiles) {
    const { userId, waId } = profile;
    if (userId !== undefined && !byUserId.has(userId)) byUserId.set(userId, profile);
    if (waId !== undefined && !byWaId.has(waId)) byWaId.set(waId, profile);
  }
  return ({ userId, waId }) => byUserId.get(userId ?? '') ?? byWaId.get(waId ?? '') ?? {};
}

function readProfile(raw: unknown): WebhookPerson {
  const contact = asObject(raw);
  const profile = asObject(contact?.profile);
  return {
    ...readPerson(contact?.wa_id, contact?.user_id, contact?.parent_user_id),
    profileName: asText(profile?.name, MAX_NAME_LENGTH),
    // Some of Meta's examples print usernames with an @, which is no part of them.
    username: asText(profile?.username, MAX_USERNAME_LENGTH)?.replace(/^@/, ''),
  };
}

/** Phone fields are omitted for people who hide their number; some senders put a user id there. */
export function readPerson(phone: unknown, userId: unknown, parentUserId?: unknown): WebhookPerson {
  const phoneText = asText(phone, 160)?.replace(/^\+/, '');
  const ids = [asText(userId, 160), phoneText].filter((id) => id !== undefined);
  return {
    waId: phoneText !== undefined && isWaId(phoneText) ? phoneText : undefined,
    userId: ids.find(isUserId),
    ...readParent(parentUserId),
  };
}

function readParent(parentUserId: unknown): Pick<WebhookPerson, 'parentUserId'> {
  const id = asText(parentUserId, 160);
  return id !== undefined && isUserId(id) ? { parentUserId: id } : {};
}

/** `known` where it says something, else what the profile says. */
export function mergePerson(profile: WebhookPerson, known: WebhookPerson): WebhookPerson {
  return {
    userId: known.userId ?? profile.userId,
    ...readParent(known.parentUserId ?? profile.parentUserId),
    waId: known.waId ?? profile.waId,
    username: profile.username,
    profileName: profile.profileName,
  };
}

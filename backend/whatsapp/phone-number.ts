import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

const USUAL_CHARACTERS = /^\+?[\d\s().\-/\u00A0\u2010-\u2015]{5,40}$/;
const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * Reads a phone number as people type it and returns it as `+digits` (E.164), or undefined.
 *
 * The number must carry its country: with `+`, with `00`, or as the bare international digits that
 * Meta's `wa_id` has. A national number (one leading 0) is refused, because guessing its country
 * could reach a stranger. Numbers of a plausible length that no numbering plan knows are let
 * through; Meta decides about them.
 */
export function parsePhoneNumber(text: string): string | undefined {
  const trimmed = text.trim();
  if (!USUAL_CHARACTERS.test(trimmed)) return undefined;
  const international = trimmed.startsWith('+') ? trimmed : `+${trimmed.replace(/^00/, '')}`;
  const parsed = parsePhoneNumberFromString(international);
  if (parsed?.isPossible()) return parsed.number;
  const plain = `+${international.replace(/\D/g, '')}`;
  return E164.test(plain) ? plain : undefined;
}

/** The `+digits` of one of Meta's `wa_id`s, which are international digits without the plus. */
export function phoneOfWaId(waId: string): string {
  return `+${waId}`;
}

/** Meta's `wa_id`: digits only. */
export function isWaId(text: string): boolean {
  return /^\d{5,20}$/.test(text);
}

/**
 * Meta's business-scoped user id: a country's two letters, a dot, up to 128 letters and digits; the
 * parent form has one more dotted part (`US.ENT.…`). Case-sensitive.
 */
export function isUserId(text: string): boolean {
  return /^[A-Z]{2}\.[A-Za-z0-9.]{1,128}$/.test(text);
}

const GROUP = 'group:';

/** What stands in place of a user id for a group, so that it is a conversation partner like any other. */
export function userIdOfGroup(groupId: string): string {
  return `${GROUP}${groupId}`;
}

/** The group that such an id names; undefined for people. */
export function groupOfUserId(userId: string): string | undefined {
  return userId.startsWith(GROUP) ? userId.slice(GROUP.length) : undefined;
}

/** Whether it is a group in the form of `userIdOfGroup`; Meta's own ids of groups are opaque. */
export function isGroupUserId(text: string): boolean {
  return /^group:[\w.=+/-]{1,150}$/.test(text);
}

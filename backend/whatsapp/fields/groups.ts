import { userIdOfGroup } from '../phone-number.ts';
import { asList, asObject, asText, readId, readTimestampMs } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';
import { toNoticeDetails } from './account.ts';
import { readElements } from './field-reader.ts';
import type { FieldReader } from './field-reader.ts';

const MAX_GROUP_ID_LENGTH = 150;
const MAX_SUBJECT_LENGTH = 400;

/**
 * The fields about groups. The subject that one was given, when it was made or later, is its name
 * here. Who joined or left, that it was suspended, and what could not be done, is told to admins.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks
 */
const readGroups: FieldReader = (change) => {
  const items = readElements(change, 'groups', (group, context) => {
    const { phoneNumberId } = context;
    const groupId = readId(group.group_id, 'group_id', MAX_GROUP_ID_LENGTH);
    const subject = readSubject(group);
    const atMs = readTimestampMs(group.timestamp);
    if (subject !== undefined) {
      const person = { userId: userIdOfGroup(groupId), profileName: subject };
      return { type: 'group', group: { phoneNumberId, person, toldAtMs: atMs } };
    }
    const event = asText(group.type, 80)?.toUpperCase() ?? 'UNKNOWN';
    const isTrouble = event === 'GROUP_SUSPEND' || isRefused(group);
    return {
      type: 'account',
      notice: {
        businessAccountId: change.account.businessAccountId,
        phoneNumberId,
        displayPhoneNumber: context.businessPhone,
        field: change.field,
        event,
        severity: isTrouble ? 'warning' : 'info',
        details: toNoticeDetails(group, group),
        happenedAtMs: atMs,
      },
    };
  });
  if (items.length > 0) return items;
  return [{ path: change.path, type: 'unknown', reason: 'no groups in it', raw: change.raw }];
};

/** Undefined also where Meta did not accept it. */
function readSubject(group: WebhookObject): string | undefined {
  if (isRefused(group)) return undefined;
  return asText(asObject(group.group_subject)?.text ?? group.subject, MAX_SUBJECT_LENGTH);
}

function isRefused(group: WebhookObject): boolean {
  const isNotNamed = asObject(group.group_subject)?.update_successful === false;
  return isNotNamed || asList(group.errors).length > 0;
}

/** Meta's pages say `participants`, its OpenAPI description `participant`. */
export const groupReaders: readonly [string, FieldReader][] = [
  'group_lifecycle_update',
  'group_settings_update',
  'group_participants_update',
  'group_participant_update',
  'group_status_update',
].map((field) => [field, readGroups]);

import { toStorableText } from '../storable-text.ts';
import type { AccountNotice, WebhookItem } from '../webhook-events.ts';
import { isolate } from '../webhook-list.ts';
import { asList, asObject, asText } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';
import type { FieldChange, FieldReader } from './field-reader.ts';

type Severity = AccountNotice['severity'];

const MAX_DETAILS_LENGTH = 8_000;

/** Events that somebody must act on, by field; what is not named here is for information. */
const SEVERITIES: Readonly<Record<string, Readonly<Record<string, Severity>>>> = {
  account_update: {
    ACCOUNT_VIOLATION: 'warning',
    ACCOUNT_RESTRICTION: 'critical',
    DISABLED_UPDATE: 'critical',
    ACCOUNT_DELETED: 'critical',
    ACCOUNT_OFFBOARDED: 'critical',
    PARTNER_REMOVED: 'critical',
    PARTNER_APP_UNINSTALLED: 'critical',
  },
  account_alerts: { CRITICAL: 'critical', WARNING: 'warning' },
  account_review_update: { REJECTED: 'critical' },
  phone_number_quality_update: { FLAGGED: 'warning', DOWNGRADE: 'warning' },
  phone_number_name_update: { REJECTED: 'warning', DEFERRED: 'warning' },
  security: {
    PIN_CHANGED: 'warning',
    PIN_RESET_REQUEST: 'critical',
    PIN_REQUEST_SUCCESS: 'critical',
  },
};

/** Where each field says what happened. */
const EVENT_OF: Readonly<Record<string, (value: WebhookObject) => unknown>> = {
  account_update: ({ event }) => event,
  account_alerts: ({ alert_info }) => asObject(alert_info)?.alert_type,
  account_review_update: ({ decision }) => decision,
  phone_number_quality_update: ({ event }) => event,
  phone_number_name_update: ({ decision }) => decision,
  business_capability_update: () => 'LIMITS_CHANGED',
  security: ({ event }) => event,
};

/** An account that was disabled and is back is good news. */
function severityOf(field: string, event: string, value: WebhookObject): Severity {
  const byField = SEVERITIES[field] ?? {};
  if (asObject(value.ban_info)?.waba_ban_state === 'REINSTATE') return 'info';
  if (field === 'account_alerts') {
    const severity = asText(asObject(value.alert_info)?.alert_severity)?.toUpperCase() ?? '';
    return byField[severity] ?? 'info';
  }
  return byField[event] ?? 'info';
}

const readAccountField: FieldReader = ({ field, value, path, raw, account }) => [
  isolate(path, value, (object) => {
    const event = asText(EVENT_OF[field]?.(object), 80) ?? 'UNKNOWN';
    return {
      type: 'account',
      notice: {
        businessAccountId: account.businessAccountId,
        phoneNumberId: undefined,
        displayPhoneNumber: asText(object.display_phone_number, 40),
        field,
        event,
        severity: severityOf(field, event, object),
        details: toNoticeDetails(raw, object),
        happenedAtMs: account.atMs,
      },
    };
  }),
];

/** The fields about the account and its numbers as a whole. They name a number only as it is shown. */
export const accountReaders: readonly [string, FieldReader][] = Object.keys(EVENT_OF).map(
  (field) => [field, readAccountField],
);

/**
 * Errors that belong to no message (130429: too many at once). Each is a notice for admins; they say
 * when they happened only by when they came.
 */
export function readReportedErrors(change: FieldChange): WebhookItem[] {
  const { field, value, path, account } = change;
  const phoneNumberId = asText(asObject(value.metadata)?.phone_number_id, 40);
  return asList(value.errors).map((element, index) =>
    isolate(`${path}.errors[${index}]`, element, (error) => ({
      type: 'account',
      notice: {
        businessAccountId: account.businessAccountId,
        phoneNumberId,
        displayPhoneNumber: asText(asObject(value.metadata)?.display_phone_number, 40),
        field,
        event: `ERROR_${asText(String(error.code), 20) ?? 'UNKNOWN'}`,
        severity: 'warning',
        details: toNoticeDetails(error, error),
        happenedAtMs: account.atMs,
      },
    })),
  );
}

/** Whole if it is short; of what is too long only the plain values. */
export function toNoticeDetails(raw: unknown, value: WebhookObject): Record<string, unknown> {
  const text = toStorableText(JSON.stringify(asObject(raw)?.value ?? value));
  if (text.length <= MAX_DETAILS_LENGTH) return JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => typeof part === 'string' || typeof part === 'number')
      .slice(0, 20)
      .map(([key, part]) => [key, toStorableText(String(part), 300)]),
  );
}

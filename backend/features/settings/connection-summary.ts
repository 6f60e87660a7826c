import type { ConnectionStatus, ConnectionSummary } from '../../contract/settings.ts';
import type { ConnectionRecord } from './connection-store.ts';

const NOT_CONNECTED = 'No WhatsApp number is connected. An admin can connect one in Settings.';

export const toIso = (atMs: number | undefined) =>
  atMs === undefined ? null : new Date(atMs).toISOString();

/** The launcher's light for a record, or for none. An alarm turns green amber and hides nothing worse. */
export function toConnectionStatus(record: ConnectionRecord | undefined): ConnectionStatus {
  if (!record || record.disconnectedAtMs !== undefined || record.accessToken === '') {
    return {
      light: 'disconnected',
      reason: record?.lightReason ?? NOT_CONNECTED,
      since: toIso(record?.disconnectedAtMs ?? record?.lightSinceMs),
    };
  }
  const [alarm] = record.alarms;
  if (record.light === 'connected' && alarm) {
    return { light: 'degraded', reason: alarm.reason, since: toIso(alarm.raisedAtMs) };
  }
  return {
    light: record.light,
    reason: record.lightReason ?? null,
    since: toIso(record.lightSinceMs),
  };
}

/** What every signed-in operator may see of the connection. */
export function toConnectionSummary(record: ConnectionRecord | undefined): ConnectionSummary {
  const isConfigured =
    record !== undefined && record.disconnectedAtMs === undefined && record.accessToken !== '';
  return {
    is_configured: isConfigured,
    phone_number_id: (isConfigured && record.phoneNumberId) || null,
    verified_name: (isConfigured && record.verifiedName) || null,
    display_phone_number: (isConfigured && record.displayPhoneNumber) || null,
    status: toConnectionStatus(record),
  };
}

import type {
  ConnectedNumber,
  ConnectionStatus,
  ConnectionSummary,
} from '../../contract/settings.ts';
import { connectedAmong } from './connection.ts';
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

/**
 * What every signed-in operator may see of the connection. `records` are all there ever were, the
 * latest first: while no number is connected, that one tells why.
 */
export function toConnectionSummary(records: readonly ConnectionRecord[]): ConnectionSummary {
  const connected = connectedAmong(records);
  const [first] = connected;
  return {
    is_configured: first !== undefined,
    phone_number_id: first?.phoneNumberId ?? null,
    verified_name: first?.verifiedName ?? null,
    display_phone_number: first?.displayPhoneNumber ?? null,
    status: first === undefined ? toConnectionStatus(records[0]) : overall(connected),
    numbers: connected.map(toConnectedNumber),
  };
}

function toConnectedNumber(record: ConnectionRecord): ConnectedNumber {
  return {
    phone_number_id: record.phoneNumberId,
    verified_name: record.verifiedName ?? null,
    display_phone_number: record.displayPhoneNumber ?? null,
    status: toConnectionStatus(record),
  };
}

/** As long as one number works, trouble of another one is amber, and says which it is. */
function overall(connected: readonly ConnectionRecord[]): ConnectionStatus {
  const all = connected.map((record) => ({ record, status: toConnectionStatus(record) }));
  const worst =
    all.find(({ status }) => status.light === 'disconnected') ??
    all.find(({ status }) => status.light === 'degraded') ??
    all[0]!;
  const { record, status } = worst;
  if (all.length === 1 || status.light === 'connected') return status;
  const isNoneLeft = all.every((each) => each.status.light === 'disconnected');
  const number = record.displayPhoneNumber ?? record.phoneNumberId;
  return {
    ...status,
    light: isNoneLeft ? 'disconnected' : 'degraded',
    reason: status.reason && `${number}: ${status.reason}`,
  };
}

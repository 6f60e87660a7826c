import { DEFAULT_API_VERSION } from '../../contract/protocol.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { ConnectionRecord } from './connection-store.ts';

/** What the rest of the server needs in order to talk to Meta for a number. */
export interface Connection {
  id: string;
  phoneNumberId: string;
  businessAccountId: string;
  accessToken: string;
  appSecret: string | undefined;
  verifyToken: string | undefined;
  apiVersion: string;
}

/** The connection of this id, or the first one. Throws `not_configured` when there is none. */
export function requireConnected(
  connections: readonly Connection[],
  phoneNumberId?: string,
): Connection {
  const connection = connections.find(
    (each) => phoneNumberId === undefined || each.phoneNumberId === phoneNumberId,
  );
  if (connection) return connection;
  throw new AppError(
    'not_configured',
    phoneNumberId === undefined
      ? 'No WhatsApp number is connected. An admin connects one in Settings.'
      : `The WhatsApp number with the ID ${phoneNumberId} is not connected. An admin connects it in Settings.`,
  );
}

/** A record of which nothing is known yet. */
export function newRecord(nowMs: number): ConnectionRecord {
  return {
    id: newId('cf', nowMs),
    source: 'stored',
    phoneNumberId: '',
    businessAccountId: '',
    apiVersion: DEFAULT_API_VERSION,
    accessToken: '',
    accessTokenUpdatedAtMs: nowMs,
    appSecret: undefined,
    appSecretUpdatedAtMs: undefined,
    verifyToken: undefined,
    verifyTokenUpdatedAtMs: undefined,
    verifiedName: undefined,
    displayPhoneNumber: undefined,
    qualityRating: undefined,
    light: 'degraded',
    lightReason: 'Not checked with Meta yet.',
    lightSinceMs: nowMs,
    webhookVerifiedAtMs: undefined,
    lastWebhookAtMs: undefined,
    webhookRefusedAtMs: undefined,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    disconnectedAtMs: undefined,
    lastStatusAtMs: undefined,
    alarms: [],
  };
}

/** Connected and able to speak: disconnected rows and those whose secrets were lost are neither. */
export function isConnected(record: ConnectionRecord): boolean {
  return record.disconnectedAtMs === undefined && record.accessToken !== '';
}

export function toConnection(record: ConnectionRecord): Connection {
  return {
    id: record.id,
    phoneNumberId: record.phoneNumberId,
    businessAccountId: record.businessAccountId,
    accessToken: record.accessToken,
    appSecret: record.appSecret,
    verifyToken: record.verifyToken,
    apiVersion: record.apiVersion,
  };
}

/**
 * Those of `records` that are connected. The one connected first is at the head, so that saving one
 * again does not change which is first.
 */
export function connectedAmong(records: readonly ConnectionRecord[]): ConnectionRecord[] {
  return records
    .filter(isConnected)
    .toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
}

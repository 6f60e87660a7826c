import { randomInt, randomUUID } from 'node:crypto';
import express, { Router } from 'express';
import type { Request } from 'express';
import { isObject, rejectUnknownKeys, requireString } from '../field-checks.ts';
import { GraphError, unknownObject } from '../graph-error.ts';
import type { SimulatorOptions } from '../options.ts';
import type { SimulatorState } from '../simulator-state.ts';
import type { WebhookUpdate } from '../webhook-payloads.ts';
import { describePhoneData } from './phone-data.ts';
import { findNumber } from './portfolio.ts';
import type { PortfolioNumber } from './portfolio.ts';

const HOUR_MS = 3_600_000;
/** So many calls in this time, and then none for as long. */
const MAX_CALLS = 10;
const COUNTED_MS = 72 * HOUR_MS;
const SYNC_WITHIN_MS = 24 * HOUR_MS;
const SYNC_TYPES = ['smb_app_state_sync', 'history'];

/** `POST /{phone-number-id}/register` and `/smb_app_data`, with Meta's limits. */
export function registrationRoutes(parts: {
  options: Required<SimulatorOptions>;
  state: SimulatorState;
}): Router {
  const { options, state } = parts;
  const { signup } = state;
  const router = Router();
  const numberOf = (request: Request): PortfolioNumber => {
    const id = String(request.params.id);
    const number = findNumber(options, id);
    if (!number) throw unknownObject(id, 'POST');
    return number;
  };

  router.post('/:id/register', express.json(), (request, response) => {
    const number = numberOf(request);
    const { phoneNumberId } = number;
    const pin = readPin(request.body);
    if (number.isOnPhone) {
      throw new GraphError(100, {
        details: 'Register endpoint is not available for API solution for SMB businesses.',
      });
    }
    admit(signup.registerCalls.get(phoneNumberId) ?? []);
    const change = { kind: 'register_called', phoneNumberId, atMs: Date.now() } as const;
    state.record({ type: 'signup', change });
    const ownPin = signup.pins.get(phoneNumberId) ?? number.pin;
    if (ownPin !== undefined && ownPin !== pin) {
      throw new GraphError(133005, { details: 'Two-step verification PIN mismatch.' });
    }
    state.record({ type: 'signup', change: { kind: 'registered', phoneNumberId, pin } });
    response.json({ success: true });
  });

  router.post('/:id/smb_app_data', express.json(), (request, response) => {
    const { phoneNumberId, isOnPhone } = numberOf(request);
    const syncType = readSyncType(request.body);
    const sharedAtMs = signup.findSharedAtMs(phoneNumberId);
    if (!isOnPhone || sharedAtMs === undefined) {
      throw new GraphError(100, { details: 'This number is not in the WhatsApp Business app.' });
    }
    if (signup.hasRequested(phoneNumberId, syncType)) {
      throw new GraphError(2593107, { message: '(#2593107) This sync was requested already.' });
    }
    if (Date.now() - sharedAtMs > SYNC_WITHIN_MS) {
      throw new GraphError(2593108, { message: '(#2593108) The time for the sync is over.' });
    }
    state.record({
      type: 'signup',
      change: { kind: 'app_data_requested', phoneNumberId, syncType },
      updates: toUpdates(syncType, phoneNumberId),
    });
    response.json({
      messaging_product: 'whatsapp',
      request_id: String(randomInt(10 ** 9, 10 ** 10)),
    });
  });

  const toUpdates = (syncType: string, phoneNumberId: string): WebhookUpdate[] => [
    {
      id: randomUUID(),
      list: 'account',
      field: syncType,
      item: describePhoneData(options, phoneNumberId, syncType, state.customers),
      phoneNumberId,
      wamid: '',
    },
  ];
  return router;
}

function readPin(body: unknown): string {
  if (!isObject(body)) throw new GraphError(100, { details: 'The body is not a JSON object.' });
  const known = ['messaging_product', 'pin', 'data_localization_region', 'backup', 'tier'];
  rejectUnknownKeys(body, known, 'register');
  if (requireString(body.messaging_product, 'messaging_product') !== 'whatsapp') {
    throw new GraphError(100, { details: "Param messaging_product must be 'whatsapp'." });
  }
  const pin = requireString(body.pin, 'pin');
  if (!/^\d{6}$/.test(pin)) {
    throw new GraphError(100, { details: 'Invalid PIN format. PIN must be exactly 6 digits.' });
  }
  return pin;
}

/** The tenth call's 72 hours are over before there is another. */
function admit(calls: readonly number[]): void {
  const nowMs = Date.now();
  const counted = calls.filter((atMs) => nowMs - atMs < COUNTED_MS);
  if (counted.length < MAX_CALLS) return;
  throw new GraphError(133016, {
    details: 'Registration for this phone number is blocked for 72 hours.',
  });
}

function readSyncType(body: unknown): string {
  if (!isObject(body)) throw new GraphError(100, { details: 'The body is not a JSON object.' });
  rejectUnknownKeys(body, ['messaging_product', 'sync_type'], 'smb_app_data');
  if (requireString(body.messaging_product, 'messaging_product') !== 'whatsapp') {
    throw new GraphError(100, { details: "Param messaging_product must be 'whatsapp'." });
  }
  const syncType = requireString(body.sync_type, 'sync_type');
  if (!SYNC_TYPES.includes(syncType)) {
    throw new GraphError(100, {
      details: `Param sync_type must be one of {${SYNC_TYPES.join(', ')}}.`,
    });
  }
  return syncType;
}

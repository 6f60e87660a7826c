import express, { Router } from 'express';
import type { Request } from 'express';
import { findRecipient } from './customers.ts';
import { isObject, rejectUnknownKeys, requireString } from './field-checks.ts';
import { GraphError, unknownObject } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SimulatorState } from './simulator-state.ts';

const BLOCKABLE_MS = 24 * 3_600_000;
const MAX_USERS = 1_000;

interface Failure {
  input: string;
  errors: object[];
}

/**
 * `/{phone-number-id}/block_users`: only people who have written in the last 24 hours can be blocked;
 * everybody can be unblocked. What Meta cannot do for one of them is 139100 with all of the others
 * done, and says why in `failed_users`.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/block-users
 */
export function blockUsersRoutes(parts: {
  options: Required<SimulatorOptions>;
  state: SimulatorState;
}): Router {
  const { options, state } = parts;
  const router = Router();
  const path = '/:id/block_users';
  const requireNumber = (request: Request) => {
    const id = String(request.params.id);
    if (id !== options.phoneNumberId) throw unknownObject(id, request.method);
  };

  const change = (body: unknown, isBlocked: boolean) => {
    const done: object[] = [];
    const failed: Failure[] = [];
    for (const { to, userId } of readUsers(body)) {
      const { customer, input, waId } = findRecipient(
        state.customers,
        to,
        userId,
        options.businessCountryCode,
      );
      const writtenAtMs = state.findLastWrittenAtMs(customer?.id ?? '') ?? 0;
      if (!customer)
        failed.push({ input, errors: [describe(131_026, 'Nobody is known by this.')] });
      else if (isBlocked && Date.now() - writtenAtMs > BLOCKABLE_MS) {
        const details = 'The user has not written to this number in the last 24 hours.';
        failed.push({ input, errors: [describe(131_047, details)] });
      } else {
        state.record({ type: 'customer_blocked', customerId: customer.id, isBlocked });
        done.push(to === undefined ? { input, user_id: input } : { input, wa_id: waId });
      }
    }
    return { done, failed };
  };

  for (const method of ['post', 'delete'] as const) {
    router[method](path, express.json(), (request, response) => {
      requireNumber(request);
      const isBlocked = method === 'post';
      const { done, failed } = change(request.body, isBlocked);
      const users = { [isBlocked ? 'added_users' : 'removed_users']: done };
      const answer = { messaging_product: 'whatsapp' };
      if (failed.length === 0) {
        response.json({ ...answer, block_users: users });
        return;
      }
      const details = 'Some users could not be blocked or unblocked: see failed_users.';
      const error = new GraphError(139_100, { details }).toEnvelope();
      response
        .status(400)
        .json({ ...answer, block_users: { ...users, failed_users: failed }, ...error });
    });
  }

  router.get(path, (request, response) => {
    requireNumber(request);
    const blocked = state.customers.filter(({ id }) => state.blockedCustomers.has(id));
    const data = blocked.map(({ waId, userId }) => ({
      messaging_product: 'whatsapp',
      ...(waId === undefined ? { user_id: userId } : { wa_id: waId }),
    }));
    response.json({ data, paging: { cursors: { before: 'MA', after: 'MA' } } });
  });

  return router;
}

function readUsers(body: unknown): { to: string | undefined; userId: string | undefined }[] {
  if (!isObject(body)) throw new GraphError(100, { details: 'The body must be a JSON object.' });
  rejectUnknownKeys(body, ['messaging_product', 'block_users'], 'block_users');
  if (requireString(body.messaging_product, 'messaging_product') !== 'whatsapp') {
    throw new GraphError(100, { details: 'Param messaging_product must be "whatsapp".' });
  }
  const users = body.block_users;
  if (!Array.isArray(users) || users.length === 0 || users.length > MAX_USERS) {
    throw new GraphError(100, {
      details: `Param block_users must be a list of 1 to ${MAX_USERS}.`,
    });
  }
  return users.map((user: unknown) => {
    if (!isObject(user)) throw new GraphError(100, { details: 'A user must be a JSON object.' });
    rejectUnknownKeys(user, ['user', 'user_id'], 'block_users');
    const userId = user.user_id === undefined ? undefined : requireString(user.user_id, 'user_id');
    return { to: userId === undefined ? requireString(user.user, 'user') : undefined, userId };
  });
}

function describe(code: number, details: string): object {
  const { message } = new GraphError(code);
  return { message, code, error_data: { details } };
}

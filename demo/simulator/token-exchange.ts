import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import { GraphError } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';
import type { SimulatorState } from './simulator-state.ts';
import { describeExpiry, hasExpired } from './token.ts';
import { listTokens } from './tokens.ts';

/** About 60 days, as Meta answers. */
const EXTENDED_SECONDS = 5_183_944;

/**
 * `GET /oauth/access_token?grant_type=fb_exchange_token`: a token that still lasts is given back as one
 * that lasts 60 days. The app proves itself by its secret, and no access token is asked for. A token
 * that has ended is refused, and one that never ends comes back as it is.
 */
export function tokenExchangeRoutes(parts: {
  options: Required<SimulatorOptions>;
  setup: SetupFaults;
  state: SimulatorState;
}): Router {
  const { options, setup, state } = parts;
  const router = Router();
  router.get('/oauth/access_token', (request, response, next) => {
    const { grant_type, client_id, client_secret, fb_exchange_token: given } = request.query;
    if (grant_type !== 'fb_exchange_token') {
      next();
      return;
    }
    if (client_id === undefined) {
      throw new GraphError(101, { message: 'Missing client_id parameter.' });
    }
    if (client_id !== options.appId) {
      throw new GraphError(101, {
        message: 'Error validating application. Cannot get application info due to a system error.',
      });
    }
    if (client_secret !== setup.appSecret) {
      throw new GraphError(1, { status: 400, message: 'Error validating client secret.' });
    }
    if (given === undefined) {
      throw new GraphError(1, {
        status: 400,
        message: 'Parameter fb_exchange_token is required for this grant_type',
      });
    }
    const token = listTokens(options, setup).find(({ text }) => text === given);
    if (!token || token.type === 'APP') {
      throw new GraphError(190, { subcode: 467, message: 'Invalid OAuth access token.' });
    }
    if (hasExpired(token)) {
      throw new GraphError(190, { subcode: 463, message: describeExpiry(token) });
    }
    if (token.expiresAt === 0) {
      response.json({ access_token: token.text, token_type: 'bearer' });
      return;
    }
    const now = Math.floor(Date.now() / 1_000);
    const issued = {
      ...token,
      text: `EAASimulatedExtended${randomBytes(24).toString('hex')}`,
      issuedAt: now,
      expiresAt: now + EXTENDED_SECONDS,
    };
    state.record({ type: 'token_issued', token: issued });
    response.json({
      access_token: issued.text,
      token_type: 'bearer',
      expires_in: EXTENDED_SECONDS,
    });
  });
  return router;
}

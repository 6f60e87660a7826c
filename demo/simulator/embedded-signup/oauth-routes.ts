import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import { GraphError } from '../graph-error.ts';
import type { SimulatorOptions } from '../options.ts';
import type { SetupFaults } from '../setup-faults.ts';
import type { SimulatorState } from '../simulator-state.ts';
import type { IssuedToken } from './signup-state.ts';

/**
 * `GET /oauth/access_token`: a dialog's code for its token, within 30 seconds and once. It needs no
 * token, and comes before whatever asks for one.
 * https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow#confirm
 */
export function oauthRoutes(parts: {
  options: Required<SimulatorOptions>;
  state: SimulatorState;
  setup: SetupFaults;
}): Router {
  const { options, state, setup } = parts;
  const router = Router();
  router.get('/oauth/access_token', (request, response) => {
    const { client_id, client_secret, code, redirect_uri } = request.query;
    if (client_id === undefined) {
      throw new GraphError(101, { message: 'Missing client_id parameter.' });
    }
    if (client_id !== options.appId) {
      throw new GraphError(101, {
        message: 'Error validating application. Cannot get application info due to a system error.',
      });
    }
    if (client_secret !== setup.appSecret) {
      throw new GraphError(1, { message: 'Error validating client secret.' });
    }
    const grant = typeof code === 'string' ? state.signup.codes.get(code) : undefined;
    if (typeof code !== 'string' || !grant) {
      throw new GraphError(100, { message: 'Invalid verification code format.' });
    }
    if (redirect_uri !== undefined && redirect_uri !== '') {
      throw new GraphError(100, {
        subcode: 36008,
        message:
          'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request.',
      });
    }
    if (grant.token !== undefined) {
      throw new GraphError(100, {
        subcode: 36009,
        message: 'This authorization code has been used.',
      });
    }
    if (Date.now() - grant.atMs > options.signupCodeLifeMs) {
      throw new GraphError(100, {
        subcode: 36007,
        message: 'This authorization code has expired.',
      });
    }
    const token = `EAASimulated${randomBytes(90).toString('base64url')}`;
    state.record({ type: 'signup', change: { kind: 'code_exchanged', code, token } });
    response.json({ access_token: token, token_type: 'bearer' });
  });
  return router;
}

/** What `debug_token` says of a token that a sign-up brought. */
export function describeIssuedToken(
  options: Required<SimulatorOptions>,
  { scopes, accountIds, atMs }: IssuedToken,
): object {
  return {
    data: {
      app_id: options.appId,
      type: 'SYSTEM_USER',
      application: options.verifiedName,
      data_access_expires_at: 0,
      expires_at: 0,
      is_valid: true,
      issued_at: Math.floor(atMs / 1_000),
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids: accountIds })),
      user_id: '120000000000031',
    },
  };
}

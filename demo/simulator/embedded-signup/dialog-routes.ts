import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { z } from 'zod';
import type { SimulatorOptions } from '../options.ts';
import type { SimulatorState } from '../simulator-state.ts';
import { PORTFOLIO_ACCOUNTS, PORTFOLIO_NUMBERS, accountOf, findNumber } from './portfolio.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const codeSchema = z.strictObject({
  account_id: z.string(),
  phone_number_id: z.string().optional(),
  scopes: z.array(z.enum(['whatsapp_business_management', 'whatsapp_business_messaging'])),
});

function findDialogFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, 'demo/signup-dialog');
}

/**
 * Meta's SDK and the window of Embedded Signup: `/en_US/sdk.js`, `/vNN.N/dialog/oauth`, and below
 * `/signup-dialog` the window's files and what it asks.
 */
export function dialogRoutes(parts: {
  options: Required<SimulatorOptions>;
  state: SimulatorState;
}): Router {
  const { options, state } = parts;
  const folder = findDialogFolder();
  const router = Router();
  router.get('/en_US/sdk.js', (_request, response) => {
    response.set('Access-Control-Allow-Origin', '*');
    response.sendFile('sdk.js', { root: folder });
  });
  router.get(/^\/v\d{2}\.\d\/dialog\/oauth$/, (_request, response) => {
    response.set({ 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff' });
    response.sendFile('index.html', { root: folder });
  });
  for (const file of ['dialog.css', 'dialog.js']) {
    router.get(`/signup-dialog/${file}`, (_request, response) =>
      response.sendFile(file, { root: folder }),
    );
  }

  router.get('/signup-dialog/portfolio', (request, response) => {
    const problem = findFault(request.query, options);
    if (problem !== undefined) {
      response.status(400).json({ error: { message: problem } });
      return;
    }
    const own = { id: options.businessAccountId, name: options.verifiedName };
    const numbers = [findNumber(options, options.phoneNumberId), ...PORTFOLIO_NUMBERS];
    response.json({
      app_name: options.verifiedName,
      accounts: [...PORTFOLIO_ACCOUNTS, own].map(({ id, name }) => ({
        id,
        name,
        numbers: numbers.flatMap((number) =>
          number?.businessAccountId === id
            ? {
                id: number.phoneNumberId,
                display_phone_number: number.displayPhoneNumber,
                verified_name: number.verifiedName,
                is_on_phone: number.isOnPhone,
              }
            : [],
        ),
      })),
    });
  });

  router.post('/signup-dialog/codes', express.json(), (request, response) => {
    const { account_id, phone_number_id, scopes } = codeSchema.parse(request.body);
    if (accountOf(options, account_id) === undefined) {
      response.status(400).json({ error: { message: 'There is no such account.' } });
      return;
    }
    const code = `AQ${randomBytes(120).toString('base64url')}`;
    const grant = {
      accountIds: [account_id],
      scopes,
      atMs: Date.now(),
      ...(phone_number_id === undefined ? {} : { phoneNumberId: phone_number_id }),
    };
    state.record({ type: 'signup', change: { kind: 'code_issued', code, grant } });
    response.json({ code });
  });
  return router;
}

/** What Meta's window refuses to open for. */
function findFault(
  query: Record<string, unknown>,
  options: Required<SimulatorOptions>,
): string | undefined {
  if (query.client_id !== options.appId) return 'Invalid App ID: it is not a valid app ID.';
  if (query.config_id !== options.signupConfigId) {
    return 'Invalid config ID: this app has no such configuration.';
  }
  if (query.response_type !== 'code' || query.override_default_response_type !== 'true') {
    return 'This configuration gives a system user token: response_type must be code, with override_default_response_type.';
  }
  return undefined;
}

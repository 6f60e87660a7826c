import express, { Router } from 'express';
import { isObject, rejectUnknownKeys, requireString } from './field-checks.ts';
import { GraphError, unknownObject } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';
import type { SimulatorState } from './simulator-state.ts';
import type { WebhookTarget } from './webhook-sender.ts';

const MAX_URI_CHARACTERS = 200;

export interface SubscribedAppsParts {
  options: Required<SimulatorOptions>;
  state: SimulatorState;
  setup: SetupFaults;
  /** Where webhooks go instead of the app's own address; undefined: there again. */
  getOverrideUrl(): string | undefined;
  /** Verifies the address first, and throws when the server refuses. */
  setOverride(target: WebhookTarget | undefined): Promise<void>;
}

/**
 * `/{business-account-id}/subscribed_apps`: without it no webhook of this account comes, which is the
 * commonest fault of a new installation. POST subscribes the token's app; with a body it redirects
 * the webhooks, without one it also ends a redirection. DELETE unsubscribes.
 */
export function subscribedAppsRoutes(parts: SubscribedAppsParts): Router {
  const { options, state } = parts;
  const router = Router();

  router.use('/:id/subscribed_apps', (request, _response, next) => {
    const { id } = request.params;
    if (id !== options.businessAccountId) throw unknownObject(id, request.method);
    next();
  });

  router.get('/:id/subscribed_apps', (_request, response) => {
    const app = { id: options.appId, name: options.verifiedName, link: 'https://example.com/' };
    const overrideUrl = parts.getOverrideUrl();
    const entry = {
      whatsapp_business_api_data: app,
      ...(overrideUrl === undefined ? {} : { override_callback_uri: overrideUrl }),
    };
    response.json({ data: state.isSubscribed ? [entry] : [] });
  });

  router.post('/:id/subscribed_apps', express.json(), async (request, response) => {
    await parts.setOverride(readOverride(request.body)).catch((error: unknown) => {
      if (error instanceof GraphError) throw error;
      throw new GraphError(100, { details: 'The override_callback_uri could not be verified.' });
    });
    state.record({ type: 'subscription_changed', isSubscribed: true });
    response.json({ success: true });
  });

  router.delete('/:id/subscribed_apps', async (_request, response) => {
    state.record({ type: 'subscription_changed', isSubscribed: false });
    response.json({ success: true });
  });
  return router;
}

function readOverride(body: unknown): WebhookTarget | undefined {
  if (!isObject(body) || Object.keys(body).length === 0) return undefined;
  rejectUnknownKeys(body, ['override_callback_uri', 'verify_token'], 'subscribed_apps');
  const url = requireString(body.override_callback_uri, 'override_callback_uri');
  if (url.length > MAX_URI_CHARACTERS || !URL.canParse(url)) {
    throw new GraphError(100, { details: 'Param override_callback_uri must be a URL.' });
  }
  return { url, verifyToken: requireString(body.verify_token, 'verify_token') };
}

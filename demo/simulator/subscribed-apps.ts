import express, { Router } from 'express';
import { isObject, rejectUnknownKeys, requireString } from './field-checks.ts';
import { GraphError, unknownObject } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import { OTHER_CALLBACK_URL } from './setup-faults.ts';
import type { SetupFaults } from './setup-faults.ts';
import type { SimulatorState } from './simulator-state.ts';
import { checkCallback } from './webhook-callbacks.ts';
import type { WebhookCallbacks } from './webhook-callbacks.ts';
import type { WebhookTarget } from './stored-objects.ts';

export interface SubscribedAppsParts {
  options: Required<SimulatorOptions>;
  state: SimulatorState;
  setup: SetupFaults;
  callbacks: WebhookCallbacks;
}

/** Where the account's webhooks go instead of the app's own address; undefined: there. */
export function overrideUrlOf({ setup, callbacks }: SubscribedAppsParts): string | undefined {
  return setup.has('foreign_callback') ? OTHER_CALLBACK_URL : callbacks.override?.url;
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
    const overrideUrl = overrideUrlOf(parts);
    const entry = {
      whatsapp_business_api_data: app,
      ...(overrideUrl === undefined ? {} : { override_callback_uri: overrideUrl }),
    };
    response.json({ data: state.isSubscribed ? [entry] : [] });
  });

  router.post('/:id/subscribed_apps', express.json(), async (request, response) => {
    const override = readOverride(request.body);
    // Meta wants the app to be subscribed before it redirects anything.
    if (override && !state.isSubscribed) {
      throw new GraphError(100, {
        message: '(#100) Before override the current callback uri, your app must be subscribed.',
      });
    }
    await parts.callbacks.setOverride(override).catch(() => {
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
  const name = 'override_callback_uri';
  const url = checkCallback(requireString(body[name], name), name);
  return { url, verifyToken: requireString(body.verify_token, 'verify_token') };
}

import express, { Router } from 'express';
import { readAccessToken } from './authentication.ts';
import { isObject, rejectUnknownKeys, requireString } from './field-checks.ts';
import { GraphError, unknownObject } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';
import { checkCallback } from './webhook-callbacks.ts';
import type { WebhookCallbacks } from './webhook-callbacks.ts';

const OBJECT = 'whatsapp_business_account';
const KEYS = ['object', 'callback_url', 'verify_token', 'fields', 'include_values', 'access_token'];

/** The fields that one can subscribe to: https://developers.facebook.com/docs/graph-api/webhooks/reference/whatsapp-business-account/ */
const KNOWN_FIELDS = new Set([
  'account_alerts',
  'account_review_update',
  'account_update',
  'business_capability_update',
  'calls',
  'flows',
  'history',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'messages',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'smb_app_state_sync',
  'smb_message_echoes',
  'template_category_update',
  'user_preferences',
]);

/**
 * `/{app-id}/subscriptions`: the app's webhook and its fields, for the app's own token only. POST
 * verifies the address before it answers, and adds its fields to those that are there.
 * https://developers.facebook.com/docs/graph-api/reference/app/subscriptions/
 */
export function appSubscriptionRoutes(parts: {
  options: Required<SimulatorOptions>;
  setup: SetupFaults;
  callbacks: WebhookCallbacks;
}): Router {
  const { options, setup, callbacks } = parts;
  const router = Router();

  router.use('/:id/subscriptions', (request, _response, next) => {
    const { id } = request.params;
    if (id !== options.appId) throw unknownObject(id, request.method);
    if (!readAccessToken(request)?.startsWith(`${options.appId}|`)) {
      throw new GraphError(15, {
        message: '(#15) This method must be called with an app access_token.',
      });
    }
    next();
  });

  router.get('/:id/subscriptions', (_request, response) => {
    const { app } = callbacks;
    const fields = callbacks.fields.filter(
      (name) => name !== 'messages' || !setup.has('messages_unticked'),
    );
    const subscription = {
      object: OBJECT,
      callback_url: app?.url,
      active: true,
      fields: fields.map((name) => ({ name, version: 'v26.0' })),
    };
    response.json({ data: app ? [subscription] : [] });
  });

  router.use('/:id/subscriptions', express.urlencoded({ extended: false }), express.json());
  router.post('/:id/subscriptions', async (request, response) => {
    const { target, fields } = readSubscription(request.body);
    await callbacks.enterApp(target, fields).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new GraphError(2200, {
        message: `(#2200) Callback verification failed with the following errors: ${reason}`,
      });
    });
    response.json({ success: true });
  });
  return router;
}

function readSubscription(body: unknown) {
  const given = isObject(body) ? body : {};
  rejectUnknownKeys(given, KEYS, 'subscriptions');
  if (requireString(given.object, 'object') !== OBJECT) {
    throw new GraphError(100, { message: '(#100) Param object is not one that this app has.' });
  }
  const url = checkCallback(requireString(given.callback_url, 'callback_url'), 'callback_url');
  const fields = requireString(given.fields, 'fields')
    .split(',')
    .map((name) => name.trim());
  const unknown = fields.find((name) => !KNOWN_FIELDS.has(name));
  if (unknown !== undefined) {
    throw new GraphError(100, { message: `(#100) Invalid field for this object: ${unknown}` });
  }
  const verifyToken = requireString(given.verify_token, 'verify_token');
  return { target: { url, verifyToken }, fields };
}

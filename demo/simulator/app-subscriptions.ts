import { Router } from 'express';
import { readAccessToken } from './authentication.ts';
import { GraphError, unknownObject } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SetupFaults } from './setup-faults.ts';

const FIELDS = [
  'account_review_update',
  'account_update',
  'business_capability_update',
  'message_template_status_update',
  'messages',
  'phone_number_name_update',
  'phone_number_quality_update',
];

/** `GET /{app-id}/subscriptions`: the app's webhook and its fields, for the app's own token only. */
export function appSubscriptionRoutes(parts: {
  options: Required<SimulatorOptions>;
  setup: SetupFaults;
  /** The business's webhook address as of now; empty: none. */
  getWebhookUrl(): string;
}): Router {
  const { options, setup } = parts;
  const router = Router();
  router.get('/:id/subscriptions', (request, response) => {
    const { id } = request.params;
    if (id !== options.appId) throw unknownObject(id, request.method);
    if (!readAccessToken(request)?.startsWith(`${options.appId}|`)) {
      throw new GraphError(15, {
        message: '(#15) This method must be called with an app access_token.',
      });
    }
    const callbackUrl = parts.getWebhookUrl();
    const fields = FIELDS.filter((name) => name !== 'messages' || !setup.has('messages_unticked'));
    const subscription = {
      object: 'whatsapp_business_account',
      callback_url: callbackUrl,
      active: true,
      fields: fields.map((name) => ({ name, version: 'v26.0' })),
    };
    response.json({ data: callbackUrl ? [subscription] : [] });
  });
  return router;
}

import express, { Router } from 'express';
import { GraphError } from '../graph-error.ts';
import { describeBusinessAccount, describePhoneNumber, pickFields } from '../graph-objects.ts';
import type { SubscribedAppsParts } from '../subscribed-apps.ts';
import { PORTFOLIO_ACCOUNTS, PORTFOLIO_NUMBERS, optionsOf } from './portfolio.ts';
import type { PortfolioNumber } from './portfolio.ts';

/**
 * The portfolio's accounts and numbers as Graph objects, for tokens that a sign-up brought: who may
 * see them was decided before. Each account starts without a subscription and without templates.
 */
export function portfolioRoutes(parts: SubscribedAppsParts): Router {
  const { options, state, setup, callbacks } = parts;
  const { signup } = state;
  const router = Router();
  const numberOf = (id: unknown) => PORTFOLIO_NUMBERS.find((one) => one.phoneNumberId === id);
  const isAccount = (id: unknown) => PORTFOLIO_ACCOUNTS.some((account) => account.id === id);

  const describe = (number: PortfolioNumber) => {
    const { phoneNumberId, isOnPhone } = number;
    const object = describePhoneNumber(optionsOf(options, phoneNumberId), setup, {
      application: callbacks.app?.url ?? '',
      account: undefined,
    });
    const status = signup.isReady(number) ? 'CONNECTED' : 'PENDING';
    const isPinEnabled = number.pin !== undefined || signup.pins.has(phoneNumberId);
    const own = { status, is_on_biz_app: isOnPhone, is_pin_enabled: isPinEnabled };
    return { ...object, fields: { ...object.fields, ...own } };
  };

  router.get('/:id', (request, response, next) => {
    const { id } = request.params;
    const number = numberOf(id);
    if (number) {
      response.json(pickFields(describe(number), request.query.fields));
    } else if (isAccount(id)) {
      const name = PORTFOLIO_ACCOUNTS.find((account) => account.id === id)?.name ?? '';
      const about = { ...options, businessAccountId: id, verifiedName: name };
      response.json(pickFields(describeBusinessAccount(about, setup), request.query.fields));
    } else next();
  });

  router.get('/:id/phone_numbers', (request, response, next) => {
    const { id } = request.params;
    if (!isAccount(id)) return next();
    const numbers = PORTFOLIO_NUMBERS.filter(({ businessAccountId }) => businessAccountId === id);
    response.json({ data: numbers.map((one) => pickFields(describe(one), request.query.fields)) });
  });

  router.get('/:id/message_templates', (request, response, next) => {
    if (!isAccount(request.params.id)) return next();
    response.json({ data: [] });
  });

  router.get('/:id/subscribed_apps', (request, response, next) => {
    const { id } = request.params;
    if (!isAccount(id)) return next();
    const app = { id: options.appId, name: options.verifiedName, link: 'https://example.com/' };
    const data = signup.isSubscribed(id) ? [{ whatsapp_business_api_data: app }] : [];
    response.json({ data });
  });
  router.post('/:id/subscribed_apps', express.json(), (request, response, next) => {
    const { id } = request.params;
    if (!isAccount(id)) return next();
    const body: unknown = request.body;
    if (body !== undefined && Object.keys(body as object).length > 0) {
      throw new GraphError(100, { details: 'This account takes no override_callback_uri here.' });
    }
    const change = { kind: 'subscribed', accountId: id, isSubscribed: true } as const;
    state.record({ type: 'signup', change });
    response.json({ success: true });
  });
  router.delete('/:id/subscribed_apps', (request, response, next) => {
    const { id } = request.params;
    if (!isAccount(id)) return next();
    const change = { kind: 'subscribed', accountId: id, isSubscribed: false } as const;
    state.record({ type: 'signup', change });
    response.json({ success: true });
  });
  return router;
}

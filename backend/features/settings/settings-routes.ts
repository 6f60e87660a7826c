import { doctorReportSchema } from '../../contract/doctor.ts';
import {
  connectionSummarySchema,
  disconnectResponseSchema,
  refreshTokenResponseSchema,
  testConnectionRequestSchema,
  testConnectionResponseSchema,
  updateWhatsappSettingsRequestSchema,
  whatsappSettingsSchema,
  settingsQuerySchema,
} from '../../contract/settings.ts';
import type { Api } from '../../http/api.ts';
import { toActor } from '../operators/actor.ts';
import type { ConnectionCheckService } from './connection-check-service.ts';
import type { ConnectionService } from './connection-service.ts';
import type { ConnectionDoctor } from './doctor/connection-doctor.ts';
import type { SettingsService } from './settings-service.ts';
import type { TokenExtender } from './token-extender.ts';

const tag = 'Settings';
const query = settingsQuerySchema;

/** The settings tab's routes, their older names, and the light that every operator sees. */
export function registerSettingsRoutes(
  api: Api,
  settings: SettingsService,
  checks: Pick<ConnectionCheckService, 'test'>,
  connections: Pick<ConnectionService, 'getSummary'>,
  doctor: Pick<ConnectionDoctor, 'examine'>,
  tokens: Pick<TokenExtender, 'extend'>,
): void {
  for (const { path, method, note } of [
    { path: '/api/settings/whatsapp', method: 'put', note: '' },
    { path: '/api/config/whatsapp', method: 'post', note: ' (older name)' },
  ] as const) {
    api.route(
      {
        method: 'get',
        path,
        access: 'admin',
        tag,
        summary: `A connected number, its secrets masked${note}.`,
        query,
        response: whatsappSettingsSchema,
      },
      ({ query: { number } }) => settings.getSettings(number),
    );
    api.route(
      {
        method,
        path,
        access: 'admin',
        tag,
        summary: `Checks credentials with Meta and saves them${note}.`,
        query,
        body: updateWhatsappSettingsRequestSchema,
        response: whatsappSettingsSchema,
      },
      ({ body, query: { number }, principal, request }) =>
        settings.save(body, toActor(principal, request), { number }),
    );
  }

  api.route(
    {
      method: 'post',
      path: '/api/settings/whatsapp/numbers',
      access: 'admin',
      tag,
      summary: 'Connects one more number; secrets left out are those of the first one.',
      body: updateWhatsappSettingsRequestSchema,
      response: whatsappSettingsSchema,
    },
    ({ body, principal, request }) => settings.add(body, toActor(principal, request)),
  );

  api.route(
    {
      method: 'delete',
      path: '/api/settings/whatsapp',
      access: 'admin',
      tag,
      summary: 'Disconnects a number, here and at Meta, and forgets its secrets. History stays.',
      query,
      response: disconnectResponseSchema,
    },
    ({ query: { number }, principal, request }) =>
      settings.disconnect(toActor(principal, request), { number }),
  );

  api.route(
    {
      method: 'post',
      path: '/api/settings/whatsapp/test',
      access: 'admin',
      tag,
      summary: 'Asks Meta whether the stored credentials work, or those in the body.',
      query,
      body: testConnectionRequestSchema,
      response: testConnectionResponseSchema,
    },
    ({ body, query: { number } }) => checks.test(body, number),
  );

  api.route(
    {
      method: 'post',
      path: '/api/settings/whatsapp/refresh-token',
      access: 'admin',
      tag,
      summary: 'Has Meta extend the stored access token, or says why not and what to do instead.',
      query,
      response: refreshTokenResponseSchema,
    },
    ({ query: { number }, principal, request }) =>
      tokens.extend(toActor(principal, request), { number }),
  );

  api.route(
    {
      method: 'get',
      path: '/api/settings/whatsapp/doctor',
      access: 'admin',
      tag,
      summary: 'Asks Meta about everything the connection needs; each finding comes with its cure.',
      query,
      response: doctorReportSchema,
    },
    ({ query: { number } }) => doctor.examine(number),
  );

  api.route(
    {
      method: 'get',
      path: '/api/whatsapp/connection',
      access: 'operator',
      tag,
      summary: 'The light: which numbers are connected and how they are doing.',
      response: connectionSummarySchema,
    },
    () => connections.getSummary(),
  );
}

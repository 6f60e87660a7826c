import { doctorReportSchema } from '../../contract/doctor.ts';
import {
  connectionSummarySchema,
  disconnectResponseSchema,
  refreshTokenResponseSchema,
  testConnectionRequestSchema,
  testConnectionResponseSchema,
  updateWhatsappSettingsRequestSchema,
  whatsappSettingsSchema,
} from '../../contract/settings.ts';
import type { Api } from '../../http/api.ts';
import { toActor } from '../operators/actor.ts';
import type { ConnectionService } from './connection-service.ts';
import type { ConnectionDoctor } from './doctor/connection-doctor.ts';
import type { SettingsService } from './settings-service.ts';
import type { TokenExtender } from './token-extender.ts';

const tag = 'Settings';

/** The settings tab's routes, their older names, and the light that every operator sees. */
export function registerSettingsRoutes(
  api: Api,
  settings: SettingsService,
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
        summary: `The connected number, its secrets masked${note}.`,
        response: whatsappSettingsSchema,
      },
      () => settings.getSettings(),
    );
    api.route(
      {
        method,
        path,
        access: 'admin',
        tag,
        summary: `Checks credentials with Meta and saves them${note}.`,
        body: updateWhatsappSettingsRequestSchema,
        response: whatsappSettingsSchema,
      },
      ({ body, principal, request }) => settings.save(body, toActor(principal, request)),
    );
  }

  api.route(
    {
      method: 'delete',
      path: '/api/settings/whatsapp',
      access: 'admin',
      tag,
      summary: 'Disconnects the number, here and at Meta, and forgets its secrets. History stays.',
      response: disconnectResponseSchema,
    },
    ({ principal, request }) => settings.disconnect(toActor(principal, request)),
  );

  api.route(
    {
      method: 'post',
      path: '/api/settings/whatsapp/test',
      access: 'admin',
      tag,
      summary: 'Asks Meta whether the stored credentials work, or those in the body.',
      body: testConnectionRequestSchema,
      response: testConnectionResponseSchema,
    },
    ({ body }) => settings.test(body),
  );

  api.route(
    {
      method: 'post',
      path: '/api/settings/whatsapp/refresh-token',
      access: 'admin',
      tag,
      summary: 'Has Meta extend the stored access token, or says why not and what to do instead.',
      response: refreshTokenResponseSchema,
    },
    ({ principal, request }) => tokens.extend(toActor(principal, request)),
  );

  api.route(
    {
      method: 'get',
      path: '/api/settings/whatsapp/doctor',
      access: 'admin',
      tag,
      summary: 'Asks Meta about everything the connection needs; each finding comes with its cure.',
      response: doctorReportSchema,
    },
    () => doctor.examine(),
  );

  api.route(
    {
      method: 'get',
      path: '/api/whatsapp/connection',
      access: 'operator',
      tag,
      summary: 'The light: which number is connected and how it is doing.',
      response: connectionSummarySchema,
    },
    () => connections.getSummary(),
  );
}

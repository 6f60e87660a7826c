import { setupGuideSchema, updateSetupGuideRequestSchema } from '../../../contract/setup-guide.ts';
import type { Api } from '../../../http/api.ts';
import type { SetupGuideService } from './setup-guide-service.ts';

const route = { path: '/api/settings/whatsapp/guide', access: 'admin', tag: 'Settings' } as const;

export function registerSetupGuideRoutes(
  api: Api,
  guide: Pick<SetupGuideService, 'getGuide' | 'setStep'>,
): void {
  api.route(
    {
      ...route,
      method: 'get',
      summary: 'How far the set-up has come, from a number to the first message.',
      response: setupGuideSchema,
    },
    () => guide.getGuide(),
  );
  api.route(
    {
      ...route,
      method: 'put',
      summary: 'Ticks a step that only a person can tell is done, or takes the tick back.',
      body: updateSetupGuideRequestSchema,
      response: setupGuideSchema,
    },
    ({ body }) => guide.setStep(body),
  );
}

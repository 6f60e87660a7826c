import { statsQuerySchema, statsSchema } from '../../contract/stats.ts';
import type { Api } from '../../http/api.ts';
import type { ContactFigures, StatsService } from './stats-service.ts';

export function registerStatsRoutes(
  api: Api,
  parts: { statsService: StatsService; contacts: ContactFigures },
): void {
  api.route(
    {
      method: 'get',
      path: '/api/whatsapp/stats',
      access: 'operator',
      tag: 'Stats',
      summary: 'Counts messages by day, direction and status.',
      query: statsQuerySchema,
      response: statsSchema,
    },
    ({ query }) => parts.statsService.getStats(query.days, parts.contacts),
  );
}

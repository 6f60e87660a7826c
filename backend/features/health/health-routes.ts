import { z } from 'zod';
import { healthSchema } from '../../contract/stats.ts';
import type { Health } from '../../contract/stats.ts';
import { AppError } from '../../errors.ts';
import type { Api } from '../../http/api.ts';
import type { ConnectionService } from '../settings/connection-service.ts';
import type { Readiness } from './readiness.ts';

export type ServerPhase = 'starting' | 'running' | 'stopping';

export interface HealthDependencies {
  readiness: Pick<Readiness, 'check'>;
  connections: Pick<ConnectionService, 'getSummary'>;
  phase: () => ServerPhase;
}

async function describeHealth(connections: HealthDependencies['connections']): Promise<Health> {
  const summary = await connections.getSummary();
  if (!summary.is_configured) {
    return {
      status: 'not_configured',
      is_configured: false,
      message: 'No WhatsApp number is connected. An admin connects one in Settings.',
    };
  }
  const { light, reason } = summary.status;
  if (light === 'connected') {
    return { status: 'healthy', is_configured: true, message: 'WhatsApp integration ready' };
  }
  return {
    status: light === 'degraded' ? 'degraded' : 'unhealthy',
    is_configured: true,
    message: reason ?? 'WhatsApp is not connected.',
  };
}

/** Liveness, readiness, and the documents' health answer. All public, none says anything secret. */
export function registerHealthRoutes(api: Api, dependencies: HealthDependencies): void {
  const answer = z.object({ status: z.string() });
  api.route(
    {
      method: 'get',
      path: '/healthz',
      access: 'public',
      tag: 'Health',
      summary: 'Says that the process is alive.',
      response: answer,
    },
    () => ({ status: 'alive' }),
  );
  api.route(
    {
      method: 'get',
      path: '/readyz',
      access: 'public',
      tag: 'Health',
      summary:
        'Says whether this server does its work: a commit succeeds, no webhook has waited over a minute, and it is neither starting nor stopping.',
      response: answer.extend({ oldest_unprocessed_seconds: z.number().int() }),
    },
    async () => {
      const phase = dependencies.phase();
      if (phase !== 'running') {
        throw new AppError('unavailable', `The server is ${phase}.`, { details: { phase } });
      }
      const { problems, oldestUnprocessedSeconds, databaseError } =
        await dependencies.readiness.check();
      if (problems.length > 0) {
        throw new AppError('unavailable', problems.join(' '), {
          details: {
            phase,
            database_error: databaseError,
            oldest_unprocessed_seconds: oldestUnprocessedSeconds,
          },
          retryAfterSeconds: 5,
        });
      }
      return { status: 'ready', oldest_unprocessed_seconds: oldestUnprocessedSeconds ?? 0 };
    },
  );
  api.route(
    {
      method: 'get',
      path: '/api/whatsapp/health',
      access: 'public',
      tag: 'Health',
      summary: 'Says whether the WhatsApp number is connected.',
      response: healthSchema,
    },
    () => describeHealth(dependencies.connections),
  );
}

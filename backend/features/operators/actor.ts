import type { Request } from 'express';
import type { Principal } from '../../http/principal.ts';
import type { Actor } from './audit-log.ts';

/** Who made this request, for the audit log. */
export function toActor(principal: Principal | undefined, request: Pick<Request, 'ip'>): Actor {
  return {
    id: principal?.id ?? null,
    name: principal?.name ?? null,
    address: request.ip ?? null,
  };
}

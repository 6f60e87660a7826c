import type { Transaction } from '../../database/database.ts';
import { newId } from '../../ids.ts';

/** Who does something, for the audit log. */
export interface Actor {
  /** Null for somebody who is not signed in. */
  id: string | null;
  name: string | null;
  /** The client's network address; null for the command line. */
  address: string | null;
}

export const COMMAND_LINE: Actor = { id: null, name: 'command line', address: null };

/** Actions are named noun.past, like changes. */
export type AuditAction =
  | 'setup.claimed'
  | 'operator.signed_in'
  | 'operator.sign_in_failed'
  | 'operator.created'
  | 'operator.changed'
  | 'session.reuse_detected'
  | 'api_key.created'
  | 'api_key.revoked'
  | 'settings.saved'
  | 'settings.disconnected'
  | 'signup.connected'
  | 'signup.failed'
  | 'settings.webhook_set_up'
  | 'secrets.forgotten'
  | 'template.created'
  | 'template.edited'
  | 'template.deleted'
  | 'template.unpaused'
  | 'contacts.exported'
  | 'messages.exported';

/**
 * The append-only list of what touches access (sign-ins and failures, roles, keys, credentials) and of
 * what admins change at Meta and take out as a file.
 * `details` never holds a secret; changed credentials are told apart by keyed fingerprints.
 */
export class AuditLog {
  async append(
    tx: Transaction,
    action: AuditAction,
    actor: Actor,
    details: Record<string, unknown> = {},
    nowMs = Date.now(),
  ): Promise<void> {
    await tx('audit_log').insert({
      id: newId('au', nowMs),
      action,
      actor_id: actor.id,
      actor_name: actor.name?.slice(0, 200) ?? null,
      address: actor.address?.slice(0, 60) ?? null,
      details: JSON.stringify(details),
      created_at: nowMs,
    });
  }
}

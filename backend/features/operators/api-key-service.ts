import type { ApiKey, CreateApiKeyRequest } from '../../contract/operator.ts';
import type { Database } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import type { Actor, AuditLog } from './audit-log.ts';
import type { SessionService } from './session-service.ts';
import { API_KEY_PREFIX, hashToken, newToken } from './token.ts';

/** Keys by which servers call the API. The full key is shown once, when it is made. */
export class ApiKeyService {
  readonly #database: Database;
  readonly #apiKeys: ApiKeyStore;
  readonly #sessions: Pick<SessionService, 'announceRevoked'>;
  readonly #auditLog: AuditLog;

  constructor(parts: {
    database: Database;
    apiKeys: ApiKeyStore;
    sessions: Pick<SessionService, 'announceRevoked'>;
    auditLog: AuditLog;
  }) {
    this.#database = parts.database;
    this.#apiKeys = parts.apiKeys;
    this.#sessions = parts.sessions;
    this.#auditLog = parts.auditLog;
  }

  async list(): Promise<ApiKey[]> {
    return this.#apiKeys.list(this.#database.read);
  }

  /** `key` is the full key; it cannot be shown again. */
  async create(
    request: CreateApiKeyRequest,
    actor: Actor,
    nowMs = Date.now(),
  ): Promise<{ key: string; api_key: ApiKey }> {
    const key = newToken(API_KEY_PREFIX);
    const id = newId('ak', nowMs);
    const apiKey = await this.#database.transaction(async (tx) => {
      const details = { api_key_id: id, role: request.role };
      await this.#auditLog.append(tx, 'api_key.created', actor, details, nowMs);
      const row = {
        id,
        name: toStorableText(request.name),
        role: request.role,
        hash: hashToken(key),
        last4: key.slice(-4),
        createdById: actor.id,
      };
      return this.#apiKeys.insert(tx, row, nowMs);
    });
    return { key, api_key: apiKey };
  }

  /** Effective with the key's next request. Throws `not_found`. */
  async revoke(id: string, actor: Actor, nowMs = Date.now()): Promise<void> {
    await this.#database.transaction(async (tx) => {
      if (!(await this.#apiKeys.revoke(tx, id, nowMs))) {
        throw new AppError('not_found', 'There is no such API key.');
      }
      await this.#auditLog.append(tx, 'api_key.revoked', actor, { api_key_id: id }, nowMs);
    });
    this.#sessions.announceRevoked(id);
  }
}

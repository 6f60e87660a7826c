import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Principal, TokenResolver } from '../../http/principal.ts';
import type { Logger } from '../../logger.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import type { SessionStore } from './session-store.ts';
import { API_KEY_PREFIX, hashToken } from './token.ts';

const LAST_USED_INTERVAL_MS = 60_000;

/**
 * Who a bearer token belongs to: one indexed read per request and nothing remembered, so that a
 * deleted session, a deactivated operator, a changed role and a revoked key count from the next
 * request on, on every instance.
 */
export class AccessTokenResolver implements TokenResolver {
  readonly #database: Database;
  readonly #sessions: SessionStore;
  readonly #apiKeys: ApiKeyStore;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #lastNotedMs = new Map<string, number>();

  constructor(parts: {
    database: Database;
    sessions: SessionStore;
    apiKeys: ApiKeyStore;
    logger: Logger;
    now?: () => number;
  }) {
    this.#database = parts.database;
    this.#sessions = parts.sessions;
    this.#apiKeys = parts.apiKeys;
    this.#logger = parts.logger;
    this.#now = parts.now ?? Date.now;
  }

  async findPrincipal(token: string): Promise<Principal | undefined> {
    const hash = hashToken(token);
    const { read } = this.#database;
    if (!token.startsWith(API_KEY_PREFIX)) {
      const owner = await this.#sessions.findAccessOwner(read, hash, this.#now());
      return owner && { kind: 'operator', id: owner.id, name: owner.name, role: owner.role };
    }
    const key = await this.#apiKeys.findByHash(read, hash);
    if (!key) return undefined;
    this.#noteUse(key.id, key.lastUsedAtMs);
    return { kind: 'api_key', id: key.id, name: key.name, role: key.role };
  }

  /** At most one write a minute for each key, and no request waits for it. */
  #noteUse(id: string, storedMs: number | undefined): void {
    const nowMs = this.#now();
    const lastMs = Math.max(storedMs ?? 0, this.#lastNotedMs.get(id) ?? 0);
    if (nowMs - lastMs < LAST_USED_INTERVAL_MS) return;
    this.#lastNotedMs.set(id, nowMs);
    this.#database
      .transaction((tx) => this.#apiKeys.setLastUsed(tx, id, nowMs))
      .catch((error: unknown) =>
        this.#logger.warn({ reason: describeError(error) }, 'could not note an API key’s use'),
      );
  }
}

import type { Database } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Principal, TokenResolver } from '../../http/principal.ts';
import type { Logger } from '../../logger.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import type { SessionStore } from './session-store.ts';
import { API_KEY_PREFIX, hashToken } from './token.ts';

const LAST_USED_INTERVAL_MS = 60_000;
const TOKENS_PER_READ = 200;

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
    return (await this.findPrincipals([token])).get(token);
  }

  async findPrincipals(tokens: readonly string[]): Promise<ReadonlyMap<string, Principal>> {
    const found = new Map<string, Principal>();
    for (let start = 0; start < tokens.length; start += TOKENS_PER_READ) {
      const part = tokens.slice(start, start + TOKENS_PER_READ);
      const byHash = new Map(part.map((token) => [hashToken(token), token]));
      for (const { hash, ...principal } of await this.#listOwners(byHash)) {
        const token = byHash.get(hash);
        if (token !== undefined) found.set(token, principal);
      }
    }
    return found;
  }

  async #listOwners(
    byHash: ReadonlyMap<string, string>,
  ): Promise<(Principal & { hash: string })[]> {
    const { read } = this.#database;
    const isKey = ([, token]: [string, string]) => token.startsWith(API_KEY_PREFIX);
    const all = [...byHash];
    const keyHashes = all.filter(isKey).map(([hash]) => hash);
    const sessionHashes = all.filter((entry) => !isKey(entry)).map(([hash]) => hash);
    const owners: (Principal & { hash: string })[] = [];
    if (sessionHashes.length > 0) {
      const sessions = await this.#sessions.listAccessOwners(read, sessionHashes, this.#now());
      for (const { hash, id, name, role } of sessions) {
        owners.push({ hash, kind: 'operator', id, name, role });
      }
    }
    if (keyHashes.length > 0) {
      for (const key of await this.#apiKeys.listByHashes(read, keyHashes)) {
        this.#noteUse(key.id, key.lastUsedAtMs);
        owners.push({
          hash: key.hash,
          kind: 'api_key',
          id: key.id,
          name: key.name,
          role: key.role,
        });
      }
    }
    return owners;
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

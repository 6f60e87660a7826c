import type { SetupRequest, SignInResponse } from '../../contract/operator.ts';
import type { Database } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { AuditLog } from './audit-log.ts';
import type { OperatorRecord, OperatorStore } from './operator-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { assertStrongPassword } from './password-policy.ts';
import type { SessionService } from './session-service.ts';
import type { SetupTokenStore } from './setup-token-store.ts';
import type { SignInLimiter } from './sign-in-limiter.ts';
import { hashToken, newToken } from './token.ts';

/*
 * The first admin. There is no default account: whoever holds the setup token makes the first admin,
 * once. The token comes from SETUP_TOKEN, or is made at start and printed; a printed one lives an
 * hour (a restart prints another). All of them are void once an admin exists, and of concurrent
 * claims one wins.
 */
const GENERATED_LIFE_MS = 3_600_000;
/** Tokens of the configuration do not end by time: 31 December 9999. */
const NEVER_MS = Date.UTC(9999, 11, 31);
/** All claims of an address count together: there is no account yet. */
const LIMITER_ACCOUNT = 'setup';

export class SetupService {
  readonly #database: Database;
  readonly #setupTokens: SetupTokenStore;
  readonly #operators: OperatorStore;
  readonly #sessions: SessionService;
  readonly #hasher: PasswordHasher;
  readonly #limiter: SignInLimiter;
  readonly #auditLog: AuditLog;
  readonly #configuredToken: string | undefined;
  readonly #now: () => number;

  constructor(parts: {
    database: Database;
    setupTokens: SetupTokenStore;
    operators: OperatorStore;
    sessions: SessionService;
    hasher: PasswordHasher;
    limiter: SignInLimiter;
    auditLog: AuditLog;
    /** SETUP_TOKEN */
    configuredToken: string | undefined;
    now?: () => number;
  }) {
    this.#database = parts.database;
    this.#setupTokens = parts.setupTokens;
    this.#operators = parts.operators;
    this.#sessions = parts.sessions;
    this.#hasher = parts.hasher;
    this.#limiter = parts.limiter;
    this.#auditLog = parts.auditLog;
    this.#configuredToken = parts.configuredToken;
    this.#now = parts.now ?? Date.now;
  }

  /**
   * Call once at start. While there is no admin it makes the setup token valid and returns a
   * generated one, to be printed; one of the configuration is not repeated.
   */
  async prepare(): Promise<{ token?: string }> {
    return this.#database.transaction(async (tx) => {
      if (await this.#operators.hasAdmin(tx)) {
        await this.#setupTokens.deleteAll(tx);
        return {};
      }
      const nowMs = this.#now();
      if (this.#configuredToken) {
        await this.#setupTokens.deleteAll(tx);
        await this.#setupTokens.insert(tx, hashToken(this.#configuredToken), NEVER_MS);
        return {};
      }
      await this.#setupTokens.deleteExpired(tx, nowMs);
      await this.#setupTokens.deleteEndingAt(tx, NEVER_MS);
      const token = newToken();
      await this.#setupTokens.insert(tx, hashToken(token), nowMs + GENERATED_LIFE_MS);
      return { token };
    });
  }

  /** True until the first admin exists. */
  async needsSetup(): Promise<boolean> {
    return !(await this.#operators.hasAdmin(this.#database.read));
  }

  /**
   * Makes the first admin and signs him in. Throws `setup_closed` when there is one already or the
   * token is not valid, and `validation_failed` for a weak password (the token stays valid then).
   */
  async claim(request: SetupRequest, address: string): Promise<SignInResponse> {
    const attempt = this.#limiter.begin(LIMITER_ACCOUNT, address);
    const tokenHash = hashToken(request.setup_token);
    if (!(await this.needsSetup())) throw alreadySetUp();
    if (!(await this.#setupTokens.isValid(this.#database.read, tokenHash, this.#now()))) {
      throw wrongToken();
    }
    attempt.succeed();
    assertStrongPassword(request.password, request);
    const passwordHash = await this.#hasher.hash(request.password);
    return this.#database.transaction(async (tx) => {
      const nowMs = this.#now();
      const isUsed = await this.#setupTokens.use(tx, tokenHash, nowMs);
      if (await this.#operators.hasAdmin(tx)) throw alreadySetUp();
      if (!isUsed) throw wrongToken();
      const admin: OperatorRecord = {
        id: newId('op', nowMs),
        name: toStorableText(request.name),
        email: request.email,
        passwordHash,
        role: 'admin',
        isActive: true,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
      };
      await this.#operators.insert(tx, admin);
      const actor = { id: admin.id, name: admin.name, address };
      await this.#auditLog.append(tx, 'setup.claimed', actor, {}, nowMs);
      return this.#sessions.open(tx, admin);
    });
  }
}

function alreadySetUp(): AppError {
  return new AppError('setup_closed', 'Chasqui is set up already. Sign in instead.');
}

function wrongToken(): AppError {
  return new AppError(
    'setup_closed',
    'This setup token is not right or has ended. Restart the server to get a new one in its terminal.',
  );
}

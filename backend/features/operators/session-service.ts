import type { SignInResponse } from '../../contract/operator.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Actor, AuditLog } from './audit-log.ts';
import { toOperator } from './operator-store.ts';
import type { OperatorRecord, OperatorStore } from './operator-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { SessionStore } from './session-store.ts';
import type { SignInLimiter } from './sign-in-limiter.ts';
import { hashToken, newToken } from './token.ts';

/*
 * Sign-in.
 *
 * Tokens are 256 random bits, stored as SHA-256, so revoking one is deleting a row, effective with
 * the next request on any instance. An access token lives 10 minutes. A refresh token works once and
 * brings a new pair; what descends from one sign-in is a family. A refresh token that comes back
 * after it was used means that two parties hold it, so the whole family ends and its owner signs in
 * again. A family also ends after 12 hours without refresh and after 7 days in any case.
 *
 * One exception: when the answer to a refresh is lost on the network, an honest client tries again
 * with the same token. Within 10 seconds, and as long as nobody has refreshed with the lost answer's
 * token, it gets a new pair in the lost one's place, whose tokens end. So there is only ever one
 * living refresh token per family, and a thief who was quicker is found out as before.
 */
const ACCESS_LIFE_MS = 10 * 60_000;
const IDLE_LIFE_MS = 12 * 3_600_000;
const ABSOLUTE_LIFE_MS = 7 * 24 * 3_600_000;
export const REFRESH_GRACE_MS = 10_000;

const SIGNED_OUT = "You've been signed out. For safety this happens after 12 hours. Sign in again.";

type RefreshOutcome =
  | { kind: 'renewed'; answer: SignInResponse }
  | { kind: 'ended' }
  | { kind: 'reused'; operatorId: string };

export class SessionService {
  readonly #database: Database;
  readonly #sessions: SessionStore;
  readonly #operators: OperatorStore;
  readonly #hasher: PasswordHasher;
  readonly #limiter: SignInLimiter;
  readonly #auditLog: AuditLog;
  readonly #now: () => number;
  readonly #revokedListeners = new Set<(operatorId: string) => void>();

  constructor(parts: {
    database: Database;
    sessions: SessionStore;
    operators: OperatorStore;
    hasher: PasswordHasher;
    limiter: SignInLimiter;
    auditLog: AuditLog;
    /** Wall clock in ms; defaults to Date.now. */
    now?: () => number;
  }) {
    this.#database = parts.database;
    this.#sessions = parts.sessions;
    this.#operators = parts.operators;
    this.#hasher = parts.hasher;
    this.#limiter = parts.limiter;
    this.#auditLog = parts.auditLog;
    this.#now = parts.now ?? Date.now;
  }

  /**
   * Calls `listener` after an operator's access ended or shrank on this instance, so that live
   * sockets are closed at once. Other instances find out by asking for the principal again.
   */
  onRevoked(listener: (operatorId: string) => void): () => void {
    this.#revokedListeners.add(listener);
    return () => this.#revokedListeners.delete(listener);
  }

  /** Tells the listeners; for this slice's services, after the commit. */
  announceRevoked(operatorId: string): void {
    for (const listener of this.#revokedListeners) listener(operatorId);
  }

  /**
   * Signs in by email and password. Throws `wrong_credentials` with the tries that are left, and
   * `too_many_requests` before any hashing when there are none.
   * @param address the client's network address
   */
  async login(email: string, password: string, address: string): Promise<SignInResponse> {
    const attempt = this.#limiter.begin(email, address);
    const operator = await this.#operators.findByEmail(this.#database.read, email);
    const isRight = await this.#hasher.verify(password, operator?.passwordHash);
    const actor = { id: operator?.id ?? null, name: operator?.name ?? null, address };
    if (!operator || !isRight || !operator.isActive) {
      await this.#database.transaction((tx) =>
        this.#auditLog.append(tx, 'operator.sign_in_failed', actor, {}, this.#now()),
      );
      throw wrongCredentials(attempt.triesLeft);
    }
    const answer = await this.#database.transaction(async (tx) => {
      await this.#sessions.deleteExpired(tx, this.#now());
      await this.#auditLog.append(tx, 'operator.signed_in', actor, {}, this.#now());
      return this.open(tx, operator);
    });
    attempt.succeed();
    return answer;
  }

  /** Opens a new family for somebody whose identity is proven. */
  async open(tx: Transaction, operator: OperatorRecord): Promise<SignInResponse> {
    const nowMs = this.#now();
    const family = { id: newId('se', nowMs), endsAtMs: nowMs + ABSOLUTE_LIFE_MS };
    return (await this.#issue(tx, operator, family, newId('se', nowMs))).answer;
  }

  /** Exchanges a refresh token for a new pair. Throws `unauthorized` when it is not valid (any more). */
  async refresh(refreshToken: string, address: string): Promise<SignInResponse> {
    const outcome = await this.#database.transaction((tx) =>
      this.#refreshOnce(tx, hashToken(refreshToken), address),
    );
    if (outcome.kind === 'renewed') return outcome.answer;
    if (outcome.kind === 'reused') this.announceRevoked(outcome.operatorId);
    throw new AppError('unauthorized', SIGNED_OUT);
  }

  /** Ends the family of an access token; an unknown token is no error. */
  async logout(accessToken: string): Promise<void> {
    const [owner] = await this.#sessions.listAccessOwners(
      this.#database.read,
      [hashToken(accessToken)],
      this.#now(),
    );
    if (!owner) return;
    await this.#database.transaction((tx) => this.#sessions.deleteFamily(tx, owner.familyId));
    this.announceRevoked(owner.id);
  }

  async #refreshOnce(tx: Transaction, hash: string, address: string): Promise<RefreshOutcome> {
    const nowMs = this.#now();
    const session = await this.#sessions.findByRefreshHash(tx, hash);
    if (!session) return { kind: 'ended' };
    const operator = await this.#operators.findById(tx, session.operator_id);
    const isOver = session.idle_expires_at <= nowMs || session.absolute_expires_at <= nowMs;
    if (!operator?.isActive || isOver) {
      await this.#sessions.deleteFamily(tx, session.family_id);
      return { kind: 'ended' };
    }
    const successorId = newId('se', nowMs);
    const isAllowed =
      (await this.#sessions.markRefreshUsed(tx, session.id, successorId, nowMs)) ||
      (await this.#isLostAnswer(tx, hash, successorId, nowMs));
    if (!isAllowed) {
      await this.#sessions.deleteFamily(tx, session.family_id);
      const actor: Actor = { id: operator.id, name: operator.name, address };
      await this.#auditLog.append(tx, 'session.reuse_detected', actor, {}, nowMs);
      return { kind: 'reused', operatorId: operator.id };
    }
    const family = { id: session.family_id, endsAtMs: session.absolute_expires_at };
    return { kind: 'renewed', ...(await this.#issue(tx, operator, family, successorId)) };
  }

  /** The exception of the overview: puts the new session in the lost one's place. */
  async #isLostAnswer(
    tx: Transaction,
    hash: string,
    newSuccessorId: string,
    nowMs: number,
  ): Promise<boolean> {
    // Read again: another request may have used the token since, and named the successor.
    const used = await this.#sessions.findByRefreshHash(tx, hash);
    if (!used?.successor_id || used.refresh_used_at === null) return false;
    if (nowMs - used.refresh_used_at > REFRESH_GRACE_MS) return false;
    const replaced = { id: used.id, successorId: used.successor_id };
    return this.#sessions.replaceSuccessor(tx, replaced, newSuccessorId);
  }

  async #issue(
    tx: Transaction,
    operator: OperatorRecord,
    family: { id: string; endsAtMs: number },
    sessionId: string,
  ): Promise<{ answer: SignInResponse }> {
    const nowMs = this.#now();
    const accessToken = newToken();
    const refreshToken = newToken();
    const accessExpiresAtMs = Math.min(nowMs + ACCESS_LIFE_MS, family.endsAtMs);
    await this.#sessions.insert(tx, {
      id: sessionId,
      family_id: family.id,
      operator_id: operator.id,
      access_hash: hashToken(accessToken),
      access_expires_at: accessExpiresAtMs,
      refresh_hash: hashToken(refreshToken),
      refresh_used_at: null,
      successor_id: null,
      idle_expires_at: nowMs + IDLE_LIFE_MS,
      absolute_expires_at: family.endsAtMs,
      created_at: nowMs,
    });
    return {
      answer: {
        access_token: accessToken,
        expires_in: Math.floor((accessExpiresAtMs - nowMs) / 1_000),
        refresh_token: refreshToken,
        operator: toOperator(operator),
      },
    };
  }
}

function wrongCredentials(triesLeft: number): AppError {
  const outlook =
    triesLeft > 0
      ? `${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left before a 15-minute pause.`
      : 'Wait 15 minutes before the next try.';
  return new AppError('wrong_credentials', `Email or password is not right. ${outlook}`, {
    details: { tries_left: triesLeft },
  });
}

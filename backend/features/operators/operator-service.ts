import type {
  CreateOperatorRequest,
  Operator,
  UpdateOperatorRequest,
} from '../../contract/operator.ts';
import type { Database } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { Actor, AuditLog } from './audit-log.ts';
import { toOperator } from './operator-store.ts';
import type { OperatorRecord, OperatorStore } from './operator-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { assertStrongPassword } from './password-policy.ts';
import type { SessionService } from './session-service.ts';
import type { SessionStore } from './session-store.ts';

/** Who may use this inbox, and as what. */
export class OperatorService {
  readonly #database: Database;
  readonly #operators: OperatorStore;
  readonly #sessionStore: SessionStore;
  readonly #sessions: Pick<SessionService, 'announceRevoked'>;
  readonly #hasher: PasswordHasher;
  readonly #auditLog: AuditLog;

  constructor(parts: {
    database: Database;
    operators: OperatorStore;
    sessionStore: SessionStore;
    sessions: Pick<SessionService, 'announceRevoked'>;
    hasher: PasswordHasher;
    auditLog: AuditLog;
  }) {
    this.#database = parts.database;
    this.#operators = parts.operators;
    this.#sessionStore = parts.sessionStore;
    this.#sessions = parts.sessions;
    this.#hasher = parts.hasher;
    this.#auditLog = parts.auditLog;
  }

  async list(): Promise<Operator[]> {
    return (await this.#operators.list(this.#database.read)).map(toOperator);
  }

  async find(id: string): Promise<Operator | undefined> {
    const record = await this.#operators.findById(this.#database.read, id);
    return record && toOperator(record);
  }

  /** @param email in any letter case */
  async findByEmail(email: string): Promise<Operator | undefined> {
    const address = email.trim().toLowerCase();
    const record = await this.#operators.findByEmail(this.#database.read, address);
    return record && toOperator(record);
  }

  /** Throws `conflict` when the email address is taken, `validation_failed` for a weak password. */
  async create(
    request: CreateOperatorRequest,
    actor: Actor,
    nowMs = Date.now(),
  ): Promise<Operator> {
    assertStrongPassword(request.password, request);
    const passwordHash = await this.#hasher.hash(request.password);
    const record: OperatorRecord = {
      id: newId('op', nowMs),
      name: toStorableText(request.name),
      email: request.email,
      passwordHash,
      role: request.role,
      isActive: true,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
    try {
      await this.#database.transaction(async (tx) => {
        await this.#operators.insert(tx, record);
        const details = { operator_id: record.id, role: record.role };
        await this.#auditLog.append(tx, 'operator.created', actor, details, nowMs);
      });
    } catch (error) {
      if (!this.#database.dialect.isUniqueViolation(error)) throw error;
      throw new AppError('conflict', 'Somebody with this email address exists already.', {
        details: [{ field: 'email', message: 'This email address is taken.' }],
        cause: error,
      });
    }
    return toOperator(record);
  }

  /**
   * Changes name, role, password or whether the operator may sign in. A new password and a
   * deactivation end all of the operator's sessions. Throws `not_found`, and `conflict` when the last
   * active admin would be gone.
   */
  async update(
    id: string,
    request: UpdateOperatorRequest,
    actor: Actor,
    nowMs = Date.now(),
  ): Promise<Operator> {
    const known = await this.#operators.findById(this.#database.read, id);
    if (!known) throw noSuchOperator();
    let passwordHash: string | undefined;
    if (request.password !== undefined) {
      assertStrongPassword(request.password, { ...known, name: request.name ?? known.name });
      passwordHash = await this.#hasher.hash(request.password);
    }
    const { next, isRevoked } = await this.#database.transaction(async (tx) => {
      const activeAdmins = await this.#operators.countActiveAdminsLocked(tx);
      const current = await this.#operators.findById(tx, id);
      if (!current) throw noSuchOperator();
      const next: OperatorRecord = {
        ...current,
        name: request.name === undefined ? current.name : toStorableText(request.name),
        role: request.role ?? current.role,
        isActive: request.is_active ?? current.isActive,
        passwordHash: passwordHash ?? current.passwordHash,
        updatedAtMs: nowMs,
      };
      if (isActiveAdmin(current) && !isActiveAdmin(next) && activeAdmins <= 1) {
        throw new AppError(
          'conflict',
          'This is the last active admin. Make somebody else admin first.',
        );
      }
      await this.#operators.update(tx, next);
      const endsSessions = !next.isActive || passwordHash !== undefined;
      if (endsSessions) await this.#sessionStore.deleteByOperator(tx, id);
      const details = {
        operator_id: id,
        role: { from: current.role, to: next.role },
        is_active: { from: current.isActive, to: next.isActive },
        is_password_changed: passwordHash !== undefined,
      };
      await this.#auditLog.append(tx, 'operator.changed', actor, details, nowMs);
      return { next, isRevoked: endsSessions || current.role !== next.role };
    });
    if (isRevoked) this.#sessions.announceRevoked(id);
    return toOperator(next);
  }
}

function isActiveAdmin(record: OperatorRecord): boolean {
  return record.role === 'admin' && record.isActive;
}

function noSuchOperator(): AppError {
  return new AppError('not_found', 'There is no such operator.');
}

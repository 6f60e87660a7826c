import { isDeepStrictEqual } from 'node:util';
import type { TemplateListState } from '../../contract/template.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { toMessageError } from '../../whatsapp/graph-error.ts';
import type { GraphTemplate, GraphTemplates } from '../../whatsapp/graph-templates.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { Connection, ConnectionService } from '../settings/connection-service.ts';
import { readGraphTemplate, toListState } from './read-graph-template.ts';
import type { TemplateFacts, TemplateRecord, TemplateStore } from './template-store.ts';
import type { TemplateSyncStore } from './template-sync-store.ts';

/*
 * Keeps the list of templates as Meta has it.
 *
 * A sync reads all pages first and writes afterwards, in one transaction: what Meta lists is put in,
 * what it no longer lists is removed. One that fails on any page writes nothing but its error, so
 * half a list never removes anything. Rows that a webhook or an admin has written since the sync
 * began are newer than its pages and are left alone; the next one confirms them.
 *
 * Syncs happen when a number is connected (its account has no row yet, or its credentials were
 * renewed), once a day, soon after every webhook about a template, and when somebody asks. When the
 * next one is due stands in the database; an instance that takes one pushes that ahead, so no two
 * do the same, and one that dies leaves it to the others.
 */
const INTERVAL_MS = 24 * 60 * 60_000;
const FIRST_RETRY_MS = 60_000;
const MAX_RETRY_MS = 60 * 60_000;
const LEASE_MS = 5 * 60_000;
/** More than 6,000 templates, the most Meta allows, at 50 a page. */
const MAX_PAGES = 200;

export class TemplateSync {
  readonly #database: Database;
  readonly #store: TemplateStore;
  readonly #syncs: TemplateSyncStore;
  readonly #connections: Pick<ConnectionService, 'list'>;
  readonly #graph: Pick<GraphTemplates, 'list'>;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: Pick<ChangeNotifier, 'wake'>;
  readonly #logger: Logger;
  readonly #tickMs: number;
  readonly #underWay = new Map<string, Promise<TemplateListState>>();
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(parts: {
    database: Database;
    store: TemplateStore;
    syncs: TemplateSyncStore;
    connections: Pick<ConnectionService, 'list'>;
    graph: Pick<GraphTemplates, 'list'>;
    changeLog: ChangeLog;
    changeNotifier: Pick<ChangeNotifier, 'wake'>;
    logger: Logger;
    tickMs?: number;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#syncs = parts.syncs;
    this.#connections = parts.connections;
    this.#graph = parts.graph;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
    this.#logger = parts.logger;
    this.#tickMs = parts.tickMs ?? 2_000;
  }

  start(): void {
    this.#round = this.#runRound();
  }

  /** Breaks a sync under way off; it has written nothing. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    clearTimeout(this.#timer);
    await this.#round;
    await Promise.allSettled(this.#underWay.values());
  }

  /** Syncs what is due. */
  async runDue(nowMs = Date.now()): Promise<void> {
    for (const connection of await this.#connections.list()) {
      const accountId = connection.businessAccountId;
      const known = await this.#syncs.find(this.#database.read, accountId);
      if (known && known.dueAtMs > nowMs) continue;
      const claimedUntilMs = nowMs + LEASE_MS;
      const isOurs = await this.#database.transaction(async (tx) => {
        await this.#syncs.ensure(tx, accountId, nowMs);
        return this.#syncs.claim(tx, accountId, nowMs, claimedUntilMs);
      });
      if (isOurs) await this.#join(connection, claimedUntilMs);
    }
  }

  /** Syncs now; joins a sync of the account that is under way in this process. */
  async syncNow(connection: Connection): Promise<TemplateListState> {
    await this.#database.transaction((tx) =>
      this.#syncs.ensure(tx, connection.businessAccountId, Date.now()),
    );
    return this.#join(connection, undefined);
  }

  /** Asks for a sync within `delayMs`, of all accounts unless one is named. */
  async schedule(tx: Transaction, delayMs: number, accountId?: string): Promise<void> {
    await this.#syncs.bringForward(tx, Date.now() + delayMs, accountId);
  }

  #join(connection: Connection, claimedUntilMs: number | undefined): Promise<TemplateListState> {
    const accountId = connection.businessAccountId;
    const underWay =
      this.#underWay.get(accountId) ??
      this.#sync(connection, claimedUntilMs).finally(() => this.#underWay.delete(accountId));
    this.#underWay.set(accountId, underWay);
    return underWay;
  }

  async #sync(
    connection: Connection,
    claimedUntilMs: number | undefined,
  ): Promise<TemplateListState> {
    const startedAtMs = Date.now();
    const listed = await this.#readPages(connection);
    const accountId = connection.businessAccountId;
    const state = await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const before = await this.#syncs.find(tx, accountId);
      const nowMs = Date.now();
      const failures = 'problem' in listed ? (before?.failures ?? 0) + 1 : 0;
      const end =
        'problem' in listed
          ? { error: listed.problem, dueAtMs: nowMs + retryDelay(failures) }
          : { error: null, dueAtMs: nowMs + INTERVAL_MS, syncedAtMs: nowMs };
      const hasChanged =
        'templates' in listed && (await this.#write(tx, accountId, listed.templates, startedAtMs));
      await this.#syncs.finish(tx, accountId, { ...end, failures }, claimedUntilMs);
      const after = await this.#syncs.find(tx, accountId);
      const now = toListState(await this.#store.count(tx, accountId), after);
      if (hasChanged || before?.error !== end.error) {
        await this.#changeLog.append(tx, [{ type: 'templates.changed', state: now }], nowMs);
      }
      return now;
    });
    this.#changeNotifier.wake();
    if ('problem' in listed) {
      this.#logger.warn({ reason: listed.problem }, 'the templates were not synced');
    }
    return state;
  }

  async #readPages(
    connection: Connection,
  ): Promise<{ templates: GraphTemplate[] } | { problem: string }> {
    const templates: GraphTemplate[] = [];
    let after: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await this.#graph.list(connection, { after, signal: this.#stopped.signal });
      if (answer.kind === 'refused') {
        const { title, details } = toMessageError(answer.error);
        return { problem: [title, details].filter(Boolean).join('. ') };
      }
      if (answer.kind !== 'ok') return { problem: `Meta gave no clear answer: ${answer.reason}.` };
      templates.push(...answer.value.templates);
      const isEnd = answer.value.after === undefined || answer.value.after === after;
      if (isEnd) return { templates };
      after = answer.value.after;
    }
    return { problem: 'Meta’s list of templates does not end.' };
  }

  /** Makes the rows what Meta listed; false: they are that already. */
  async #write(
    tx: Transaction,
    accountId: string,
    listed: readonly GraphTemplate[],
    startedAtMs: number,
  ): Promise<boolean> {
    const stored = await this.#store.listAll(tx, accountId);
    const byId = new Map(stored.map((record) => [record.id, record]));
    const facts = new Map(
      listed.map((each) => [each.id, keepAdvice(readGraphTemplate(each), byId.get(each.id))]),
    );
    // Within the same millisecond the webhook's word counts, which is never older than the list.
    const isNewer = (record: TemplateRecord) => record.updatedAtMs >= startedAtMs;
    const changed = [...facts.values()].filter((each) => {
      const record = byId.get(each.id);
      return !record || (!isNewer(record) && !isSame(record, each));
    });
    const gone = stored.filter((record) => !facts.has(record.id) && !isNewer(record));
    await this.#store.delete(
      tx,
      accountId,
      gone.map(({ id }) => id),
    );
    await this.#store.save(tx, accountId, changed, startedAtMs);
    await this.#store.setSynced(tx, accountId, Date.now());
    return changed.length + gone.length > 0;
  }

  async #runRound(): Promise<void> {
    try {
      await this.runDue();
    } catch (error) {
      this.#logger.warn({ reason: describeError(error) }, 'templates could not be looked after');
    }
    if (this.#stopped.signal.aborted) return;
    this.#timer = setTimeout(() => (this.#round = this.#runRound()), this.#tickMs);
    this.#timer.unref();
  }
}

function retryDelay(failures: number): number {
  return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
}

function isSame(record: TemplateRecord, facts: TemplateFacts): boolean {
  return Object.entries(facts).every(([key, value]) =>
    isDeepStrictEqual(record[key as keyof TemplateFacts], value),
  );
}

/** Only the webhook says what to change in a rejected template; the list has the bare reason. */
function keepAdvice(facts: TemplateFacts, known: TemplateRecord | undefined): TemplateFacts {
  const reason = known?.rejectedReason;
  const isLonger = facts.rejectedReason !== null && reason?.startsWith(`${facts.rejectedReason}. `);
  return isLonger ? { ...facts, rejectedReason: reason ?? null } : facts;
}

import type {
  DeleteTemplatesResponse,
  Template,
  TemplateChange,
  TemplateDraft,
  TemplateFinding,
  TemplateWriteResponse,
} from '../../contract/template.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import type { GraphResult } from '../../whatsapp/graph-client.ts';
import type { GraphTemplates } from '../../whatsapp/graph-templates.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { Actor, AuditAction, AuditLog } from '../operators/audit-log.ts';
import type { Connection } from '../settings/connection-service.ts';
import { lintTemplate } from './lint-template.ts';
import { readComponents, toLanguage, toTemplate } from './read-graph-template.ts';
import { refusedByMeta } from './refused-by-meta.ts';
import type { TemplateService } from './template-service.ts';
import type {
  TemplateFacts,
  TemplateKey,
  TemplateRecord,
  TemplateStore,
} from './template-store.ts';
import type { TemplateSync } from './template-sync.ts';

/** Meta takes a moment until its list shows what it has accepted. */
const SYNC_AFTER_WRITE_MS = 10_000;

/** Who does what, for the audit log. */
interface AuditEntry {
  action: AuditAction;
  actor: Actor;
}

const audit = (action: AuditAction, actor: Actor): AuditEntry => ({ action, actor });

/**
 * What admins change of the account's templates. Meta decides first; what it has taken is written
 * here at once, with an entry in the audit log, and a sync soon after looks at Meta's list again.
 */
export class TemplateWriter {
  readonly #database: Database;
  readonly #templates: TemplateService;
  readonly #store: TemplateStore;
  readonly #sync: Pick<TemplateSync, 'schedule'>;
  readonly #graph: Pick<GraphTemplates, 'create' | 'edit' | 'delete' | 'unpause'>;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: Pick<ChangeNotifier, 'wake'>;
  readonly #auditLog: AuditLog;

  constructor(parts: {
    database: Database;
    templates: TemplateService;
    store: TemplateStore;
    sync: Pick<TemplateSync, 'schedule'>;
    graph: Pick<GraphTemplates, 'create' | 'edit' | 'delete' | 'unpause'>;
    changeLog: ChangeLog;
    changeNotifier: Pick<ChangeNotifier, 'wake'>;
    auditLog: AuditLog;
  }) {
    this.#database = parts.database;
    this.#templates = parts.templates;
    this.#store = parts.store;
    this.#sync = parts.sync;
    this.#graph = parts.graph;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
    this.#auditLog = parts.auditLog;
  }

  /**
   * Submits a template to Meta's review. Throws `validation_failed` with what the linter finds,
   * `refused_by_meta`, `meta_unreachable` (it may or may not be there: look after a sync).
   */
  async create(draft: TemplateDraft, actor: Actor): Promise<TemplateWriteResponse> {
    const connection = await this.#templates.getConnection();
    const findings = requireClean(lintTemplate(draft));
    const { parameter_format, ...rest } = draft;
    const answer = await this.#graph.create(connection, {
      ...rest,
      parameter_format: parameter_format.toUpperCase(),
    });
    const made = await this.#takeAnswer(connection, answer);
    const record = await this.#save(connection, audit('template.created', actor), {
      id: made.id,
      name: draft.name,
      language: toLanguage(draft.language),
      status: made.status,
      category: made.category ?? draft.category,
      nextCategory: null,
      parameterFormat: parameter_format,
      components: readComponents(draft.components),
      quality: null,
      rejectedReason: null,
    });
    return { template: toTemplate(record), findings };
  }

  /** Changes a template at Meta, who reviews it again. Throws as `create`, and `not_found`. */
  async edit(id: string, change: TemplateChange, actor: Actor): Promise<TemplateWriteResponse> {
    const connection = await this.#templates.getConnection();
    const record = await this.#templates.getRecord(connection.businessAccountId, id);
    const next = {
      ...record,
      category: change.category ?? record.category,
      components: readComponents(change.components ?? record.components),
    };
    const findings = requireClean(
      change.components === undefined
        ? []
        : lintTemplate({ ...next, parameter_format: record.parameterFormat }),
    );
    await this.#takeAnswer(connection, await this.#graph.edit(connection, id, change));
    const isReviewed = change.components !== undefined || change.category !== undefined;
    const saved = await this.#save(connection, audit('template.edited', actor), {
      ...next,
      status: isReviewed ? 'PENDING' : record.status,
      rejectedReason: isReviewed ? null : record.rejectedReason,
    });
    return { template: toTemplate(saved), findings };
  }

  /**
   * Ends a pause that Meta has made for customers' dislike. Throws `conflict` for a template that is
   * not paused, and as `edit`.
   */
  async unpause(id: string, actor: Actor): Promise<Template> {
    const connection = await this.#templates.getConnection();
    const record = await this.#templates.getRecord(connection.businessAccountId, id);
    if (record.status !== 'PAUSED') {
      throw new AppError('conflict', `The template is not paused; Meta calls it ${record.status}.`);
    }
    const answer = await this.#takeAnswer(connection, await this.#graph.unpause(connection, id));
    if (!answer.isDone) {
      const reason = answer.reason ?? 'Meta keeps the pause and does not say why.';
      throw new AppError('refused_by_meta', reason);
    }
    const entry = audit('template.unpaused', actor);
    return toTemplate(await this.#save(connection, entry, { ...record, status: 'APPROVED' }));
  }

  /** Deletes one language of a template at Meta. */
  async delete(id: string, actor: Actor): Promise<DeleteTemplatesResponse> {
    const connection = await this.#templates.getConnection();
    const record = await this.#templates.getRecord(connection.businessAccountId, id);
    return this.#delete(connection, { name: record.name, id }, [record], actor);
  }

  /** Deletes every language of this name at Meta. */
  async deleteByName(name: string, actor: Actor): Promise<DeleteTemplatesResponse> {
    const connection = await this.#templates.getConnection();
    const records = await this.#store.listAll(this.#database.read, connection.businessAccountId, {
      name,
    });
    if (records.length === 0) throw new AppError('not_found', `There is no template «${name}».`);
    return this.#delete(connection, { name }, records, actor);
  }

  async #delete(
    connection: Connection,
    target: { name: string; id?: string },
    records: readonly TemplateRecord[],
    actor: Actor,
  ): Promise<DeleteTemplatesResponse> {
    const { businessAccountId } = connection;
    await this.#takeAnswer(connection, await this.#graph.delete(connection, target));
    await this.#change(businessAccountId, audit('template.deleted', actor), records, (tx) =>
      this.#store.delete(
        tx,
        businessAccountId,
        records.map(({ id }) => id),
      ),
    );
    return { deleted: records.map(({ id, name, language }) => ({ id, name, language })) };
  }

  async #save(
    { businessAccountId }: Connection,
    entry: AuditEntry,
    facts: TemplateFacts,
  ): Promise<TemplateRecord> {
    await this.#change(businessAccountId, entry, [facts], (tx, nowMs) =>
      this.#store.save(tx, businessAccountId, [facts], nowMs),
    );
    return this.#templates.getRecord(businessAccountId, facts.id);
  }

  async #change(
    accountId: string,
    { action, actor }: AuditEntry,
    templates: readonly TemplateKey[],
    write: (tx: Transaction, nowMs: number) => Promise<void>,
  ): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const nowMs = Date.now();
      await write(tx, nowMs);
      for (const { id, name, language } of templates) {
        await this.#auditLog.append(tx, action, actor, { id, name, language }, nowMs);
      }
      await this.#sync.schedule(tx, SYNC_AFTER_WRITE_MS, accountId);
      await this.#templates.appendChanged(tx, accountId, nowMs);
    });
    this.#changeNotifier.wake();
  }

  /** What Meta answered to a change, or an error in words; then the list is looked at again. */
  async #takeAnswer<Value>(connection: Connection, answer: GraphResult<Value>): Promise<Value> {
    if (answer.kind === 'ok') return answer.value;
    if (answer.kind === 'refused') throw refusedByMeta(answer.error);
    await this.#database.transaction((tx) =>
      this.#sync.schedule(tx, SYNC_AFTER_WRITE_MS, connection.businessAccountId),
    );
    throw new AppError(
      'meta_unreachable',
      `Meta gave no clear answer (${answer.reason}). It may have been done: look at the list in a minute before you try again.`,
    );
  }
}

/** The warnings; throws `validation_failed` when there are errors. */
function requireClean(findings: TemplateFinding[]): TemplateFinding[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return findings;
  throw new AppError('validation_failed', `Meta would refuse this: ${errors[0]?.message ?? ''}`, {
    details: errors,
  });
}

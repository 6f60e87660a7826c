import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type {
  Broadcast,
  BroadcastPage,
  BroadcastQuery,
  BroadcastRecipient,
  BroadcastRecipientPage,
  BroadcastRecipientQuery,
  BroadcastState,
  SendBulkRequest,
  SendBulkResponse,
} from '../../contract/broadcast.ts';
import type { MessageContent } from '../../contract/message-content.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import type { Principal } from '../../http/principal.ts';
import { newId } from '../../ids.ts';
import { toSaid } from '../../whatsapp/kinds/index.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { ContactHolding, ContactMove } from '../contacts/contact-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { OutboxService } from '../outbox/outbox-service.ts';
import type { NewRecipient, RecipientService } from '../outbox/recipient-service.ts';
import type { Connection, ConnectionService } from '../settings/connection-service.ts';
import type { TemplateComposer } from '../templates/template-composer.ts';
import type { BroadcastRecord, BroadcastStore } from './broadcast-store.ts';
import { planRecipients, REPEATED } from './plan-recipients.ts';
import { toBroadcast } from './to-broadcast.ts';

/*
 * Broadcasts: one text or template to many people, through the same outbox as everything else.
 *
 * 1. All recipients are stored as queue rows, in short commits; bad and repeated ones as `refused`
 *    with the reason. The broadcast's own row comes last: its commit is the moment the broadcast
 *    exists, whole. What only one recipient gets (a template with values of their own) is filled in
 *    and checked now, and stands in their row. A crash before it leaves nothing but rows that are removed later.
 * 2. BroadcastWorker makes the recipients' messages a few hundred ahead of the outbox, a handful per
 *    transaction, each together with its row's step from `waiting` to `queued`. A crash loses and
 *    doubles nobody. Who wants no marketing or is blocked by then is `refused`, with the reason.
 * 3. The outbox sends them, after single messages, and holds to all its guarantees. It refuses who was
 *    blocked after their message was made; that message has failed, for a person to send it later.
 * 4. Progress is counted from the rows. It is told as `broadcast.changed` at most once a second, and
 *    at every change of state.
 */

const idCursorSchema = z.tuple([z.string().max(60)]);
const CANCELLED = {
  code: null,
  title: 'the broadcast was cancelled before its turn',
  details: null,
  is_retryable: true,
};

export class BroadcastService implements ContactHolding {
  readonly #database: Database;
  readonly #store: BroadcastStore;
  readonly #recipients: RecipientService;
  readonly #connections: Pick<ConnectionService, 'getConnected'>;
  readonly #templates: Pick<TemplateComposer, 'composeAll'>;
  readonly #messages: Pick<MessageService, 'recordFailed'>;
  readonly #outbox: Pick<OutboxService, 'wake' | 'announceBroadcast'>;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: Pick<ChangeNotifier, 'wake'>;

  constructor(parts: {
    database: Database;
    store: BroadcastStore;
    recipients: RecipientService;
    connections: Pick<ConnectionService, 'getConnected'>;
    templates: Pick<TemplateComposer, 'composeAll'>;
    messages: Pick<MessageService, 'recordFailed'>;
    outbox: Pick<OutboxService, 'wake' | 'announceBroadcast'>;
    changeLog: ChangeLog;
    changeNotifier: Pick<ChangeNotifier, 'wake'>;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#recipients = parts.recipients;
    this.#connections = parts.connections;
    this.#templates = parts.templates;
    this.#messages = parts.messages;
    this.#outbox = parts.outbox;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
  }

  /**
   * Makes a broadcast; it is on disk, with every recipient, when this resolves. The same
   * `client_message_id` with the same content and recipients returns the first one, whatever values
   * single recipients have. Throws `not_configured`, `conflict` when the id was used for something
   * else, and for templates what a single send throws.
   */
  async create(
    request: SendBulkRequest,
    principal: Principal,
    nowMs = Date.now(),
  ): Promise<SendBulkResponse> {
    const connection = await this.#connections.getConnected(request.phone_number_id);
    const plan = await this.#plan(connection, request);
    const record: BroadcastRecord = {
      id: newId('bc', nowMs),
      phoneNumberId: connection.phoneNumberId,
      clientMessageId: request.client_message_id && toStorableText(request.client_message_id),
      state: 'running',
      content: plan.content,
      createdBy: { id: principal.id, name: principal.name },
      createdAtMs: nowMs,
      finishedAtMs: undefined,
      publishedProgress: undefined,
    };
    const given = plan.recipients.map(({ recipient }) => recipient);
    const existing = await this.#findExisting(record, given);
    if (existing) return existing;
    if (plan.refusal) throw plan.refusal;
    await this.#recipients.addAll(record, plan.recipients, nowMs);
    try {
      await this.#database.transaction(async (tx) => {
        await this.#changeLog.reserve(tx, 0);
        await this.#store.insert(tx, record);
        await this.publish(tx, record, nowMs);
      });
    } catch (error) {
      await this.#recipients.discardAll(record.id);
      if (!this.#database.dialect.isUniqueViolation(error)) throw error;
      const winner = await this.#findExisting(record, given);
      if (!winner) throw error;
      return winner;
    }
    this.#announce(record.id);
    return this.#respond(record);
  }

  /** A broadcast with its progress; throws `not_found`. */
  async get(id: string): Promise<Broadcast> {
    const record = await this.#getRecord(id);
    return toBroadcast(record, await this.#recipients.count(this.#database.read, id));
  }

  /** Newest first. */
  async list({ cursor, limit }: BroadcastQuery): Promise<BroadcastPage> {
    const beforeId = cursor === undefined ? undefined : decodeCursor(cursor, idCursorSchema)[0];
    const records = await this.#store.list(this.#database.read, { beforeId, limit: limit + 1 });
    const page = records.slice(0, limit);
    const counts = await this.#recipients.countAll(
      this.#database.read,
      page.map(({ id }) => id),
    );
    const last = records.length > limit ? page.at(-1) : undefined;
    return {
      broadcasts: page.flatMap((record, index) => {
        const count = counts[index];
        return count ? [toBroadcast(record, count)] : [];
      }),
      next_cursor: last ? encodeCursor([last.id]) : null,
    };
  }

  /** Recipients in the order in which they were given; throws `not_found`. */
  async listRecipients(
    id: string,
    { cursor, limit, state }: BroadcastRecipientQuery,
  ): Promise<BroadcastRecipientPage> {
    await this.#getRecord(id);
    const rows = await this.#recipients.list(id, {
      limit: limit + 1,
      ...(state === undefined ? {} : { state }),
      ...(cursor === undefined ? {} : { afterId: decodeCursor(cursor, idCursorSchema)[0] }),
    });
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      recipients: page.map(({ recipient }) => recipient),
      next_cursor: last ? encodeCursor([last.id]) : null,
    };
  }

  /** Sends nothing more of it until it is resumed. What is under way ends. */
  async pause(id: string): Promise<Broadcast> {
    return this.#move(id, ['running'], 'paused', (tx) => this.#recipients.hold(tx, id));
  }

  async resume(id: string): Promise<Broadcast> {
    return this.#move(id, ['paused'], 'running', (tx) => this.#recipients.release(tx, id));
  }

  /** Ends it: what has not left yet never does. */
  async cancel(id: string, nowMs = Date.now()): Promise<Broadcast> {
    return this.#move(id, ['running', 'paused'], 'cancelled', async (tx) => {
      const messageIds = await this.#recipients.cancel(tx, id, nowMs);
      for (const messageId of messageIds) {
        await this.#messages.recordFailed(tx, messageId, CANCELLED, nowMs);
      }
    });
  }

  /** Two contacts are one: who is in a broadcast twice by that gets it once. */
  async moveAll(tx: Transaction, { fromId, intoId, nowMs }: ContactMove): Promise<void> {
    const ended = await this.#recipients.endRepeated(tx, [fromId, intoId], REPEATED, nowMs);
    for (const { messageId, broadcastId } of ended) {
      const error = { code: null, title: REPEATED, details: null, is_retryable: false };
      await this.#messages.recordFailed(tx, messageId, error, nowMs);
      this.#outbox.announceBroadcast(broadcastId);
    }
  }

  /** What was ended stays so. */
  async moveBack(): Promise<void> {}

  /** Writes the state and appends `broadcast.changed`. For this slice's worker too. */
  async publish(tx: Transaction, record: BroadcastRecord, nowMs: number): Promise<Broadcast> {
    const broadcast = toBroadcast(record, await this.#recipients.count(tx, record.id));
    await this.#store.update(tx, {
      ...record,
      publishedProgress: JSON.stringify(broadcast.progress),
    });
    await this.#changeLog.append(tx, [{ type: 'broadcast.changed', broadcast }], nowMs);
    return broadcast;
  }

  async #plan(connection: Connection, request: SendBulkRequest): Promise<BroadcastPlan> {
    if (!('type' in request)) {
      const body = toStorableText(request.message_text);
      const recipients = await planRecipients(request.phone_numbers);
      return { content: { kind: 'text', body }, recipients, refusal: undefined };
    }
    const { common, each } = await this.#templates.composeAll(
      connection,
      request.template,
      request.recipients.map(({ variables }) => variables),
    );
    const planned = await planRecipients(request.recipients.map(({ to }) => to));
    const recipients = planned.map((recipient, index): NewRecipient => {
      const own = each[index];
      if (recipient.refusal !== undefined || !own) return recipient;
      if (own.refusal) return { ...recipient, refusal: own.refusal.message };
      return { ...recipient, content: own.content };
    });
    const needsCommon = each.some((own) => own === undefined);
    return {
      content: common.content,
      recipients,
      refusal: needsCommon ? common.refusal : undefined,
    };
  }

  async #move(
    id: string,
    from: readonly BroadcastState[],
    to: BroadcastState,
    write: (tx: Transaction) => Promise<void>,
    nowMs = Date.now(),
  ): Promise<Broadcast> {
    const broadcast = await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const record = await this.#store.find(tx, id);
      if (!record) throw notFound(id);
      if (!from.includes(record.state)) {
        throw new AppError('conflict', `This broadcast is ${record.state}; it cannot be ${to}.`);
      }
      await write(tx);
      const finishedAtMs = to === 'cancelled' ? nowMs : undefined;
      return this.publish(tx, { ...record, state: to, finishedAtMs }, nowMs);
    });
    this.#announce(id);
    return broadcast;
  }

  async #findExisting(
    wanted: BroadcastRecord,
    recipients: readonly string[],
  ): Promise<SendBulkResponse | undefined> {
    if (wanted.clientMessageId === undefined) return undefined;
    const existing = await this.#store.findByClientMessageId(
      this.#database.read,
      wanted.phoneNumberId,
      wanted.clientMessageId,
    );
    if (!existing) return undefined;
    const stored = await this.#recipients.list(existing.id, { limit: recipients.length + 1 });
    const isSame =
      isDeepStrictEqual(toSaid(existing.content), toSaid(wanted.content)) &&
      isDeepStrictEqual(
        stored.map(({ recipient }) => recipient.recipient),
        recipients,
      );
    if (!isSame) {
      throw new AppError(
        'conflict',
        'This client_message_id was used for another broadcast. Use a new one for each.',
        { details: { broadcast_id: existing.id } },
      );
    }
    return this.#respond(existing);
  }

  async #respond(record: BroadcastRecord): Promise<SendBulkResponse> {
    const refused = await this.#recipients.list(record.id, { state: 'refused', limit: 10_000 });
    return {
      broadcast: await this.get(record.id),
      refused: refused.map(({ recipient }): BroadcastRecipient => recipient),
    };
  }

  async #getRecord(id: string): Promise<BroadcastRecord> {
    const record = await this.#store.find(this.#database.read, id);
    if (!record) throw notFound(id);
    return record;
  }

  #announce(broadcastId: string): void {
    this.#changeNotifier.wake();
    this.#outbox.announceBroadcast(broadcastId);
    this.#outbox.wake();
  }
}

/** What is to be sent to whom. */
interface BroadcastPlan {
  content: MessageContent;
  recipients: NewRecipient[];
  /** Why nobody gets it. */
  refusal: AppError | undefined;
}

function notFound(id: string): AppError {
  return new AppError('not_found', `There is no broadcast «${id}».`);
}

import type { Message, MessageError } from '../../contract/message.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { Principal } from '../../http/principal.ts';
import { newId } from '../../ids.ts';
import { reachTracePoint } from '../../trace-points.ts';
import { parseReactionCallbackData, toReactionCallbackData } from '../../whatsapp/callback-data.ts';
import type { MessageAmendment, StatusReport } from '../../whatsapp/webhook-events.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MessageService, OwnReaction } from '../messages/message-service.ts';
import type { ConnectionService } from '../settings/connection-service.ts';
import { assertReactable } from './assert-reactable.ts';
import { toRefusedReaction } from './refused-reaction.ts';
import type { ReactionOrder, ReactionOrderStore } from './reaction-order-store.ts';

const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

/*
 * Reactions of operators.
 *
 * 1. A click is one transaction: the reaction is shown, as an amendment by the business, and an order
 *    says what WhatsApp is to be told. Of a message's orders only the last one is sent, so a click
 *    that is taken back before anything has left is never told.
 * 2. ReactionWorker sends what is due. Reacting twice does no harm, so whatever proves no refusal is
 *    tried again, and no kill loses an order.
 * 3. Meta's refusal, in its answer or by a status webhook that echoes the order's id, brings back what
 *    the order took the place of, and tells why on the message. An order that something newer has
 *    followed brings nothing back, unless that is refused too.
 *
 * An echo of an own reaction (numbers that are also in the WhatsApp Business app) has the wamid of
 * Meta's answer and is no news; one that overtakes the answer is put right with it.
 */
export class ReactionService {
  readonly #database: Database;
  readonly #store: ReactionOrderStore;
  readonly #messages: Pick<MessageService, 'getMessage' | 'findOwnReaction' | 'putOwnReaction'>;
  readonly #contacts: Pick<ContactService, 'getRecord'>;
  readonly #conversations: Pick<ConversationService, 'find'>;
  readonly #connections: Pick<ConnectionService, 'getConnected'>;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: Pick<ChangeNotifier, 'wake'>;
  readonly #listeners = new Set<() => void>();

  constructor(parts: {
    database: Database;
    store: ReactionOrderStore;
    messages: Pick<MessageService, 'getMessage' | 'findOwnReaction' | 'putOwnReaction'>;
    contacts: Pick<ContactService, 'getRecord'>;
    conversations: Pick<ConversationService, 'find'>;
    connections: Pick<ConnectionService, 'getConnected'>;
    changeLog: ChangeLog;
    changeNotifier: Pick<ChangeNotifier, 'wake'>;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#messages = parts.messages;
    this.#contacts = parts.contacts;
    this.#conversations = parts.conversations;
    this.#connections = parts.connections;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
  }

  /**
   * Reacts to a message with one emoji, in place of the business's reaction until now; empty takes
   * it back. Returns the message as it is shown now; on disk when this resolves. What is shown
   * already changes nothing. Throws `not_found`, `not_configured`, and what `assertReactable` throws.
   */
  async react(
    messageId: string,
    emoji: string,
    principal: Principal,
    nowMs = Date.now(),
  ): Promise<Message> {
    const { phone_number_id } = await this.#messages.getMessage(this.#database.read, messageId);
    await this.#connections.getConnected(phone_number_id);
    const wanted = emoji === '' ? null : emoji;
    const message = await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const asked = await this.#messages.getMessage(tx, messageId);
      const shown = await this.#messages.findOwnReaction(tx, asked);
      if ((shown?.action.emoji ?? null) === wanted) return asked;
      const contact = await this.#contacts.getRecord(tx, asked.contact_id);
      const { windowExpiresAtMs } =
        (await this.#conversations.find(tx, contact.id, asked.phone_number_id)) ?? {};
      assertReactable({ message: asked, contact, windowExpiresAtMs }, nowMs);
      const before = await this.#dropPending(tx, messageId, shown);
      if (before.isUntold && (before.reaction?.action.emoji ?? null) === wanted) {
        return this.#messages.putOwnReaction(tx, messageId, before.reaction, nowMs);
      }
      const order: ReactionOrder = {
        id: newId('re', nowMs),
        messageId,
        phoneNumberId: asked.phone_number_id,
        emoji: wanted,
        orderedBy: { id: principal.id, name: principal.name },
        // Meta's clock may be ahead of ours; the click is later than what it was made on.
        orderedAtMs: Math.max(nowMs, (shown?.sentAtMs ?? 0) + 1),
        before: before.reaction,
        state: 'pending',
        wamid: undefined,
        attempts: 0,
      };
      await this.#store.insert(tx, order, nowMs);
      return this.#messages.putOwnReaction(tx, messageId, toReaction(order), nowMs);
    });
    reachTracePoint('reaction_after_commit');
    this.#changeNotifier.wake();
    for (const listener of this.#listeners) listener();
    return message;
  }

  /** Calls `listener` after an order was made. */
  onOrdered(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Of these statuses those that are about reactions; undefined for the others, in the same order. */
  async recordStatuses(
    tx: Transaction,
    reports: readonly StatusReport[],
    nowMs: number,
  ): Promise<('applied' | 'ignored' | undefined)[]> {
    const outcomes: ('applied' | 'ignored' | undefined)[] = [];
    const orders = await this.#listReported(tx, reports);
    for (const report of reports) {
      const id = parseReactionCallbackData(report.callbackData);
      const order = orders.get(id ?? report.messageId);
      if (!order || order.phoneNumberId !== report.phoneNumberId) {
        outcomes.push(id === undefined ? undefined : 'ignored');
        continue;
      }
      const { error } = report;
      if (report.status !== 'failed') await this.accept(tx, order.id, report.messageId, nowMs);
      else if (error) await this.refuse(tx, order.id, error, nowMs);
      outcomes.push('applied');
    }
    return outcomes;
  }

  /** Of these amendments those that are echoes of own reactions; undefined for the others. */
  async recordEchoes(
    tx: Transaction,
    amendments: readonly MessageAmendment[],
  ): Promise<('ignored' | undefined)[]> {
    const wamids = amendments
      .filter(({ by, action }) => by === 'business' && action.kind === 'reaction')
      .map(({ eventMessageId }) => eventMessageId);
    const own = await this.#store.listByWamids(tx, wamids);
    const known = new Set(own.map(({ wamid }) => wamid));
    return amendments.map((each) => (known.has(each.eventMessageId) ? 'ignored' : undefined));
  }

  /** Meta has taken it. */
  async accept(tx: Transaction, orderId: string, wamid: string, nowMs: number): Promise<void> {
    await this.#changeLog.reserve(tx, 0);
    const order = await this.#store.find(tx, orderId);
    if (!order || order.state === 'refused' || order.wamid === wamid) return;
    await this.#store.end(tx, orderId, { state: 'accepted', wamid });
    const message = await this.#messages.getMessage(tx, order.messageId);
    const shown = await this.#messages.findOwnReaction(tx, message);
    if (shown?.eventMessageId !== wamid) return;
    // Its echo has overtaken the answer, and what Meta tells there does not say who it was.
    const newest = await this.#store.findNewest(tx, order.messageId);
    if (newest) await this.#messages.putOwnReaction(tx, message.id, toReaction(newest), nowMs);
  }

  /** Meta has refused it, for good: what was there before comes back. */
  async refuse(
    tx: Transaction,
    orderId: string,
    error: MessageError,
    nowMs: number,
  ): Promise<void> {
    await this.#changeLog.reserve(tx, 0);
    const order = await this.#store.find(tx, orderId);
    if (!order || order.state === 'refused') return;
    await this.#store.end(tx, orderId, { state: 'refused' });
    const message = await this.#messages.getMessage(tx, order.messageId);
    const shown = await this.#messages.findOwnReaction(tx, message);
    if (shown?.eventMessageId !== toReactionCallbackData(orderId)) return;
    const before = await this.#findBefore(tx, order);
    const refused = toRefusedReaction(order, error);
    await this.#messages.putOwnReaction(tx, message.id, before, nowMs, refused);
  }

  /** What is over for long; late refusals of it find nothing any more. */
  async deleteOld(nowMs: number): Promise<void> {
    await this.#database.transaction((tx) => this.#store.deleteBefore(tx, nowMs - KEPT_MS));
  }

  /** Ends what was to be sent of a message; `isUntold` where WhatsApp has heard nothing of it. */
  async #dropPending(
    tx: Transaction,
    messageId: string,
    shown: OwnReaction | undefined,
  ): Promise<{ reaction: OwnReaction | undefined; isUntold: boolean }> {
    const pending = await this.#store.findPending(tx, messageId);
    if (!pending) return { reaction: shown, isUntold: false };
    const isShown = shown?.eventMessageId === toReactionCallbackData(pending.id);
    if (pending.attempts > 0) await this.#store.supersede(tx, pending.id);
    else await this.#store.delete(tx, pending.id);
    if (pending.attempts > 0 || !isShown) return { reaction: shown, isUntold: false };
    return { reaction: pending.before, isUntold: true };
  }

  /** What an order took the place of, as far as that was not refused, or never told, itself. */
  async #findBefore(tx: Transaction, order: ReactionOrder): Promise<OwnReaction | undefined> {
    let { before } = order;
    for (;;) {
      const id = before && orderIdOf(before);
      const earlier = id === undefined ? undefined : await this.#store.find(tx, id);
      if (!earlier || earlier.state === 'accepted') return before;
      before = earlier.before;
    }
  }

  /** By the echoed id, and by wamid where Meta echoes nothing. */
  async #listReported(
    tx: Transaction,
    reports: readonly StatusReport[],
  ): Promise<Map<string, ReactionOrder>> {
    const ids = reports.flatMap(
      ({ callbackData }) => parseReactionCallbackData(callbackData) ?? [],
    );
    const silent = reports.filter(({ callbackData }) => callbackData === undefined);
    const byId = await this.#store.listByIds(tx, ids);
    const byWamid = await this.#store.listByWamids(
      tx,
      silent.map(({ messageId }) => messageId),
    );
    return new Map([
      ...byWamid.map((order) => [order.wamid ?? '', order] as const),
      ...byId.map((order) => [order.id, order] as const),
    ]);
  }
}

function toReaction({ id, emoji, orderedBy, orderedAtMs }: ReactionOrder): OwnReaction {
  return {
    eventMessageId: toReactionCallbackData(id),
    sentAtMs: orderedAtMs,
    action: { kind: 'reaction', emoji, sentBy: orderedBy },
  };
}

function orderIdOf({ eventMessageId }: OwnReaction): string | undefined {
  return parseReactionCallbackData(eventMessageId);
}

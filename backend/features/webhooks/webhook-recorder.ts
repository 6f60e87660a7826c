import type { Database, Transaction } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { WebhookItem } from '../../whatsapp/webhook-events.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { NewProblem } from './webhook-store.ts';

/** Kept of an item that was set aside; the journal has all of it. */
const MAX_RAW_LENGTH = 64 * 1_024;

/** An item, and the journal row it came in. */
export interface LocatedItem {
  webhookId: number;
  item: WebhookItem;
}

/**
 * Turns items of webhooks into messages, statuses and contacts.
 *
 * Items are independent: one that cannot be taken becomes a problem, kept raw and shown to admins,
 * and its siblings are stored. Items for a number that is not connected become problems too.
 */
export class WebhookRecorder {
  readonly #database: Database;
  readonly #messages: MessageService;
  readonly #contacts: ContactService;

  constructor(parts: { database: Database; messages: MessageService; contacts: ContactService }) {
    this.#database = parts.database;
    this.#messages = parts.messages;
    this.#contacts = parts.contacts;
  }

  /** Records all at once in few statements; throws if any item cannot be stored. */
  async record(
    tx: Transaction,
    located: readonly LocatedItem[],
    connectedNumbers: ReadonlySet<string>,
    nowMs: number,
  ): Promise<NewProblem[]> {
    const problems: NewProblem[] = [];
    for (const section of splitAtIdentityChanges(located)) {
      const messages = [];
      const statuses = [];
      for (const { webhookId, item } of section) {
        const problem = findProblem(item, connectedNumbers);
        if (problem) problems.push(toProblem(webhookId, item, problem));
        else if (item.type === 'message') messages.push(item.message);
        else if (item.type === 'status') statuses.push(item.status);
        else if (item.type === 'identity') await this.#changeIdentity(tx, item.change, nowMs);
      }
      if (messages.length > 0) await this.#messages.receiveAll(tx, messages, nowMs);
      if (statuses.length > 0) await this.#messages.recordStatuses(tx, statuses, nowMs);
    }
    return problems;
  }

  /** Records each item behind a savepoint: what throws is undone alone and becomes a problem. */
  async recordOneByOne(
    tx: Transaction,
    located: readonly LocatedItem[],
    connectedNumbers: ReadonlySet<string>,
    nowMs: number,
  ): Promise<NewProblem[]> {
    const problems: NewProblem[] = [];
    for (const single of located) {
      try {
        const own = await tx.transaction((savepoint) =>
          this.record(savepoint, [single], connectedNumbers, nowMs),
        );
        problems.push(...own);
      } catch (error) {
        // Busy or deadlocked: not the item's fault, the whole transaction is tried again.
        if (this.#database.dialect.isTransient(error)) throw error;
        problems.push(
          toProblem(single.webhookId, single.item, {
            state: 'failed',
            reason: toStorableText(describeError(error), 500),
          }),
        );
      }
    }
    return problems;
  }

  async #changeIdentity(
    tx: Transaction,
    change: Extract<WebhookItem, { type: 'identity' }>['change'],
    nowMs: number,
  ): Promise<void> {
    const contact = await this.#contacts.changeIdentity(tx, change, nowMs);
    if (contact) await this.#contacts.appendUpdated(tx, contact.id, nowMs);
  }
}

/** A change of identity must come after the messages before it and before those after it. */
function splitAtIdentityChanges(located: readonly LocatedItem[]): LocatedItem[][] {
  const sections: LocatedItem[][] = [[]];
  for (const single of located) {
    if (single.item.type === 'identity') sections.push([single], []);
    else sections.at(-1)?.push(single);
  }
  return sections.filter((section) => section.length > 0);
}

function findProblem(
  item: WebhookItem,
  connectedNumbers: ReadonlySet<string>,
): Pick<NewProblem, 'state' | 'reason'> | undefined {
  if (item.type === 'unknown') return { state: 'unknown', reason: item.reason };
  if (item.type === 'malformed') return { state: 'failed', reason: item.reason };
  const { phoneNumberId } =
    item.type === 'message' ? item.message : item.type === 'status' ? item.status : item.change;
  if (connectedNumbers.has(phoneNumberId)) return undefined;
  return { state: 'unknown', reason: `the number ${phoneNumberId} is not connected` };
}

function toProblem(
  webhookId: number,
  item: WebhookItem,
  problem: Pick<NewProblem, 'state' | 'reason'>,
): NewProblem {
  const raw = typeof item.raw === 'string' ? item.raw : (JSON.stringify(item.raw) ?? 'null');
  return { webhookId, itemPath: item.path, ...problem, raw: toStorableText(raw, MAX_RAW_LENGTH) };
}

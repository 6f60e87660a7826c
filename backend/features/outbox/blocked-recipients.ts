import type { Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { OutboxStore, QueueItem } from './outbox-store.ts';

/** Why somebody gets nothing, as a broadcast's list says it. */
export const CONTACT_BLOCKED = 'You have blocked this contact.';
const ADVICE = 'Unblock them to write.';
/** It follows «Not delivered:». */
const ERROR = {
  code: null,
  title: 'you have blocked this contact',
  details: ADVICE,
  is_retryable: true,
};

/** Nothing is sent to who is blocked. */
export function contactBlocked(): AppError {
  return new AppError('contact_blocked', `${CONTACT_BLOCKED} ${ADVICE}`);
}

/**
 * Ends what was queued for people before they were blocked.
 *
 * The block is looked up in the transaction that claims the rows, after the change log's counter was
 * taken. A block takes the counter too, so one of the two comes first: either the claim sees the block,
 * or the message was `sending` before anybody was told that they are blocked. Rows that stand still
 * (a paused number, a wait before another try) end when their turn comes.
 */
export class BlockedRecipients {
  readonly #contacts: Pick<ContactService, 'listBlocked'>;
  readonly #messages: Pick<MessageService, 'recordFailed'>;
  readonly #store: OutboxStore;

  constructor(parts: {
    contacts: Pick<ContactService, 'listBlocked'>;
    messages: Pick<MessageService, 'recordFailed'>;
    store: OutboxStore;
  }) {
    this.#contacts = parts.contacts;
    this.#messages = parts.messages;
    this.#store = parts.store;
  }

  /**
   * Ends those of the claimed rows whose contact is blocked, with their messages; returns them. A
   * single message has failed, a broadcast has left the person out. After unblocking, a person may
   * send either again.
   */
  async endAll(
    tx: Transaction,
    claimed: readonly QueueItem[],
    nowMs: number,
  ): Promise<Set<QueueItem>> {
    const contactIds = claimed.map(({ contactId }) => contactId);
    const blocked = await this.#contacts.listBlocked(tx, contactIds);
    const ended = claimed.filter(({ contactId }) => blocked.has(contactId));
    for (const item of ended) {
      await this.#store.endUntried(tx, item, {
        state: item.broadcastId === undefined ? 'failed' : 'refused',
        nowMs,
        error: { code: null, words: CONTACT_BLOCKED },
      });
      await this.#messages.recordFailed(tx, item.messageId, ERROR, nowMs);
    }
    return new Set(ended);
  }
}

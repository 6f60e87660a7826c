import { randomUUID } from 'node:crypto';
import { findCustomer } from './chats.ts';
import type { Customer } from './customers.ts';
import type { SimulatorOptions } from './options.ts';
import type { CustomerMessage } from './customer-message.ts';
import type { SimulatorState } from './simulator-state.ts';
import { describeContext, describeMessage } from './webhook-payloads.ts';
import type { WebhookUpdate } from './webhook-payloads.ts';
import { makeWamid } from './wamid.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const REACTABLE_FOR_MS = 30 * DAY_MS;
const EDITABLE_FOR_MS = 15 * MINUTE_MS;
const DELETABLE_FOR_MS = 2 * DAY_MS;

/** What a phone does not let its owner do. */
export class NotPossibleError extends Error {}

/**
 * What a customer does to messages that stand: reactions to the business's, edits and deletions of
 * their own. Meta tells of `edit` and `revoke` only for numbers that are also in the WhatsApp
 * Business app; the simulated number is one.
 */
export class Amendments {
  readonly #options: Required<SimulatorOptions>;
  readonly #state: SimulatorState;

  constructor(options: Required<SimulatorOptions>, state: SimulatorState) {
    this.#options = options;
    this.#state = state;
  }

  /** Reacts to a message of the business, at most 30 days old; without an emoji takes that back. */
  react(customerId: string, messageId: string, emoji?: string): string {
    const customer = findCustomer(this.#state, customerId);
    const entry = this.#state.ledger.find(messageId);
    if (entry?.customerId !== customer.id || entry.deliveredAtMs === undefined) {
      throw new NotPossibleError('The phone has no such message of the business.');
    }
    assertWithin(entry.deliveredAtMs, REACTABLE_FOR_MS, 'react to it');
    const content = { message_id: messageId, ...(emoji ? { emoji } : {}) };
    const { wamid, updates } = this.#tell(customer, 'reaction', content, entry.phoneNumberId);
    this.#state.record({ type: 'customer_reacted', messageId, emoji: emoji ?? '', updates });
    return wamid;
  }

  /** Writes `text` in place of what an own message said, within 15 minutes. */
  edit(customerId: string, messageId: string, text: string): string {
    const customer = findCustomer(this.#state, customerId);
    const message = this.#getOwn(customer, messageId);
    assertWithin(message.writtenAtMs, EDITABLE_FOR_MS, 'edit it');
    const isReplyToBusiness = this.#state.ledger.find(message.contextMessageId ?? '') !== undefined;
    const content = { body: text };
    const { wamid, updates } = this.#tell(
      customer,
      'edit',
      {
        original_message_id: messageId,
        message: {
          ...describeContext(message, customer, this.#options, isReplyToBusiness),
          type: 'text',
          text: content,
        },
      },
      message.phoneNumberId,
    );
    this.#state.record({ type: 'customer_edited', messageId, content, atMs: Date.now(), updates });
    return wamid;
  }

  /** Deletes an own message for everyone, within two days. */
  delete(customerId: string, messageId: string): string {
    const customer = findCustomer(this.#state, customerId);
    const { writtenAtMs, phoneNumberId } = this.#getOwn(customer, messageId);
    assertWithin(writtenAtMs, DELETABLE_FOR_MS, 'delete it');
    const content = { original_message_id: messageId };
    const { wamid, updates } = this.#tell(customer, 'revoke', content, phoneNumberId);
    this.#state.record({ type: 'customer_deleted', messageId, atMs: Date.now(), updates });
    return wamid;
  }

  #getOwn(customer: Customer, messageId: string): CustomerMessage {
    const message = this.#state.customerMessages.get(messageId);
    if (message?.customerId !== customer.id || message.deletedAtMs !== undefined) {
      throw new NotPossibleError('The phone has no such message of its owner.');
    }
    return message;
  }

  /** The webhook that tells of it: an item of `value.messages` with a wamid of its own. */
  #tell(
    customer: Customer,
    type: string,
    content: object,
    phoneNumberId: string | undefined,
  ): { wamid: string; updates: WebhookUpdate[] } {
    const event: CustomerMessage = {
      wamid: makeWamid(),
      customerId: customer.id,
      type,
      content,
      writtenAtMs: Date.now(),
      ...(phoneNumberId ? { phoneNumberId } : {}),
    };
    const update = describeMessage(event, customer, this.#options, false);
    return { wamid: event.wamid, updates: [{ id: randomUUID(), ...update }] };
  }
}

function assertWithin(sinceMs: number, limitMs: number, what: string): void {
  if (Date.now() - sinceMs > limitMs) throw new NotPossibleError(`It is too late to ${what}.`);
}

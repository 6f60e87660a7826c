import { randomInt, randomUUID } from 'node:crypto';
import { NotPossibleError } from './amendments.ts';
import { findCustomer } from './chats.ts';
import type { Chats } from './chats.ts';
import type { Customer } from './customers.ts';
import type { SimulatorState } from './simulator-state.ts';
import type { WebhookUpdate } from './webhook-payloads.ts';
import { makeWamid } from './wamid.ts';

/**
 * What changes about who a customer is: a new phone number, which brings a new business-scoped user
 * id with it; a username, after which webhooks withhold the phone number; and the number shared on
 * request, after which they tell it again.
 * https://developers.facebook.com/docs/whatsapp/business-scoped-user-ids
 */
export class IdentityChanges {
  readonly #state: SimulatorState;
  readonly #chats: Chats;

  constructor(state: SimulatorState, chats: Chats) {
    this.#state = state;
    this.#chats = chats;
  }

  /**
   * The customer moves to another number; Meta tells old and new user id, and old and new number
   * where it may. Throws NotPossibleError for a number that somebody else has.
   */
  changeNumber(customerId: string, phone?: string): Customer {
    const before = findCustomer(this.#state, customerId);
    const waId = phone?.replace(/\D/g, '') ?? `1555${randomInt(1_000_000, 10_000_000)}`;
    const isTaken = this.#state.customers.some(
      (other) => other.waId === waId || other.hiddenWaId === waId,
    );
    if (isTaken) throw new NotPossibleError('Somebody has that number already.');
    const country = before.userId.split('.')[0] ?? 'US';
    const customer: Customer = {
      ...before,
      userId: `${country}.${randomInt(1e13, 1e14)}`,
      ...(before.waId === undefined ? { hiddenWaId: waId } : { waId }),
    };
    this.#record(customer, [describeChange(before, customer)]);
    return customer;
  }

  /** The customer takes a username; unless told otherwise, webhooks withhold the phone from then on. */
  adoptUsername(customerId: string, username: string, isPhoneHidden = true): Customer {
    const { waId, ...rest } = findCustomer(this.#state, customerId);
    const phone = waId === undefined ? {} : isPhoneHidden ? { hiddenWaId: waId } : { waId };
    const customer: Customer = { ...rest, ...phone, username: username.replace(/^@/, '') };
    this.#record(customer, []);
    return customer;
  }

  /**
   * The customer presses the button of a `request_contact_info` message; the answer is the wamid of
   * the card. Throws NotPossibleError if the phone has no such message.
   */
  sharePhone(customerId: string, messageId: string): string {
    const { hiddenWaId, ...rest } = findCustomer(this.#state, customerId);
    const entry = this.#state.ledger.find(messageId);
    const isAsked =
      entry?.customerId === customerId &&
      entry.deliveredAtMs !== undefined &&
      (entry.content as { type?: string } | undefined)?.type === 'request_contact_info';
    const waId = rest.waId ?? hiddenWaId;
    if (!isAsked || waId === undefined) {
      throw new NotPossibleError('The phone has no such question for the number.');
    }
    const card = {
      name: { formatted_name: rest.name, first_name: rest.name },
      phones: [{ phone: `+${waId}`, wa_id: waId, type: 'CELL' }],
      origin: 'contact_request',
    };
    const wamid = this.#chats.say(customerId, { type: 'contacts', content: [card] }, messageId);
    // In the business's contact book from now on.
    this.#record({ ...rest, waId }, []);
    return wamid;
  }

  #record(customer: Customer, updates: WebhookUpdate[]): void {
    this.#state.record({ type: 'customer_changed', customer, updates });
  }
}

/** A notice of type `system`: it has no `contacts`, and `from` is the old number. */
function describeChange(before: Customer, after: Customer): WebhookUpdate {
  const isNumberTold = before.waId !== undefined && after.waId !== undefined;
  const wamid = makeWamid();
  return {
    id: randomUUID(),
    list: 'messages',
    customerId: after.id,
    wamid,
    item: {
      ...(isNumberTold ? { from: before.waId } : {}),
      id: wamid,
      timestamp: String(Math.floor(Date.now() / 1_000)),
      type: 'system',
      system: {
        type: isNumberTold ? 'user_changed_number' : 'user_changed_user_id',
        body: isNumberTold
          ? `User ${after.name} changed from ${before.waId} to ${after.waId}`
          : `User changed from ${before.userId} to ${after.userId}`,
        ...(isNumberTold ? { wa_id: after.waId } : {}),
        previous_user_id: before.userId,
        user_id: after.userId,
      },
    },
  };
}

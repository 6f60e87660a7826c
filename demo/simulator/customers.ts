import type { SimulatorState } from './state.ts';

/**
 * A person with WhatsApp. WhatsApp tells a business the phone number of most people, but of those
 * who took a username often only a business-scoped user id: such a customer has no `phone` here,
 * and no field of any webhook will ever name one.
 */
export interface Customer {
  /** Our own key, for addresses and faults. */
  id: string;
  name: string;
  /** The business-scoped user id, for example `US.48213570926641`. */
  userId: string;
  /** Digits with the country code: what WhatsApp calls `wa_id`. */
  phone?: string;
  /** Without the @. */
  username?: string;
  /** Other forms of the number that reach this person, as Argentina, Mexico and Brazil have them. */
  dialledAs?: readonly string[];
}

/** Who has WhatsApp in this world. Everybody else's number is undeliverable. */
export class Customers {
  readonly #state: SimulatorState;

  constructor(state: SimulatorState) {
    this.#state = state;
  }

  list(): Customer[] {
    return [...this.#state.customers.values()];
  }

  /** Throws when nobody has this id. */
  get(id: string): Customer {
    const customer = this.#state.customers.get(id);
    if (!customer) throw new UnknownCustomerError(id);
    return customer;
  }

  /** @param phone digits only */
  findByPhone(phone: string): Customer | undefined {
    return this.#state.customersByPhone.get(phone);
  }

  findByUserId(userId: string): Customer | undefined {
    return this.#state.customersByUserId.get(userId);
  }

  /** Adds a person. Throws when the id, the number or the user id is taken. */
  add(customer: Customer): Customer {
    const clash =
      this.#state.customers.has(customer.id) ||
      this.findByUserId(customer.userId) !== undefined ||
      (customer.phone !== undefined && this.findByPhone(customer.phone) !== undefined);
    if (clash) throw new Error(`There is already a customer with an id or number of ${customer.id}`);
    this.#state.record({ type: 'customer.added', customer });
    return customer;
  }
}

export class UnknownCustomerError extends Error {
  constructor(id: string) {
    super(`There is no customer «${id}»`);
    this.name = 'UnknownCustomerError';
  }
}

interface PhoneMessage {
  id: string;
  from: 'customer' | 'business';
  type: string;
  content: { body?: string };
  status: string;
}
interface CustomerPhone {
  id: string;
  messages: PhoneMessage[];
}

/** The simulator's remote control (`/simulator/…`), as another program would use it. */
export class SimulatorRemote {
  readonly #url: string;

  constructor(simulatorUrl: string) {
    this.#url = `${simulatorUrl}/simulator`;
  }

  async write(customerId: string, text: string): Promise<void> {
    await this.#call('POST', `/customers/${customerId}/messages`, { text });
  }

  /** The customer reacts to what the business wrote; without an emoji that is taken back. */
  async react(customerId: string, text: string, emoji?: string): Promise<void> {
    const message_id = await this.#idOf(customerId, text);
    const body = { message_id, ...(emoji === undefined ? {} : { emoji }) };
    await this.#call('POST', `/customers/${customerId}/reactions`, body);
  }

  /** The customer edits the message of their own that says `text`. */
  async edit(customerId: string, text: string, newText: string): Promise<void> {
    const id = encodeURIComponent(await this.#idOf(customerId, text));
    await this.#call('PATCH', `/customers/${customerId}/messages/${id}`, { text: newText });
  }

  /** The customer deletes the message of their own that says `text`. */
  async delete(customerId: string, text: string): Promise<void> {
    const id = encodeURIComponent(await this.#idOf(customerId, text));
    await this.#call('DELETE', `/customers/${customerId}/messages/${id}`);
  }

  /** The customer opens the chat. */
  async read(customerId: string): Promise<void> {
    await this.#call('POST', `/customers/${customerId}/read`, {});
  }

  /** What this customer's phone got from the business, in order. */
  async received(customerId: string): Promise<PhoneMessage[]> {
    return (await this.#messages(customerId)).filter(({ from }) => from === 'business');
  }

  /** The texts that this customer's phone got from the business, in order. */
  async receivedTexts(customerId: string): Promise<string[]> {
    return (await this.received(customerId)).map(({ content }) => content.body ?? '');
  }

  /** How far the customer's own message got: sent, delivered, or read by the business. */
  async ownStatus(customerId: string, text: string): Promise<string | undefined> {
    const messages = await this.#messages(customerId);
    return messages.find(({ from, content }) => from === 'customer' && content.body === text)
      ?.status;
  }

  async addFault(fault: Record<string, unknown>): Promise<void> {
    await this.#call('POST', '/faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.#call('DELETE', '/faults');
  }

  async openApiViolations(): Promise<unknown[]> {
    return (await this.#call<{ violations: unknown[] }>('GET', '/openapi-violations')).violations;
  }

  async #idOf(customerId: string, text: string): Promise<string> {
    const messages = await this.#messages(customerId);
    const message = messages.findLast(({ content }) => content.body === text);
    if (!message) throw new Error(`The phone of ${customerId} has no message «${text}».`);
    return message.id;
  }

  async #messages(customerId: string): Promise<PhoneMessage[]> {
    const { customers } = await this.#call<{ customers: CustomerPhone[] }>('GET', '/customers');
    return customers.find(({ id }) => id === customerId)?.messages ?? [];
  }

  async #call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }
}

import type { BusinessChange } from '../../demo/simulator/business-profile.ts';

interface PhoneMessage {
  id: string;
  at: string;
  from: 'customer' | 'business';
  type: string;
  /** What a template says. */
  text?: string;
  content: { body?: string; id?: string; caption?: string; voice?: boolean; filename?: string };
  status: string;
}
interface CustomerPhone {
  id: string;
  is_typing: boolean;
  messages: PhoneMessage[];
}

/** `content` as a webhook has it under the type's name; `extra` is what stands beside it. */
export interface CustomerMessage {
  type: string;
  content: unknown;
  context_message_id?: string;
  extra?: Record<string, unknown>;
}
export interface CustomerFile {
  type: string;
  caption?: string;
  filename?: string;
  voice?: boolean;
  /** Together: other bytes than the sample's. */
  mime_type?: string;
  base64?: string;
}

/** The simulator's remote control (`/simulator/…`), as another program would use it. */
export class SimulatorRemote {
  readonly #url: string;

  constructor(simulatorUrl: string) {
    this.#url = `${simulatorUrl}/simulator`;
  }

  /** What Meta says of the number, the account and the access token from now on. */
  async changeBusiness(change: BusinessChange): Promise<void> {
    await this.#call('PUT', '/business', change);
  }

  /** @param to the id of the business's number; without it, the one from the start */
  async write(customerId: string, text: string, to?: string): Promise<void> {
    const body = { text, ...(to === undefined ? {} : { to }) };
    await this.#call('POST', `/customers/${customerId}/messages`, body);
  }

  /** Meta decides about a template: its status, quality or category; a webhook tells. */
  async decideTemplate(id: string, decision: Record<string, string>): Promise<void> {
    await this.#call('POST', `/templates/${id}`, decision);
  }

  /** A webhook of Meta's that no customer's phone makes, signed and posted as it stands. */
  async deliver(body: string): Promise<void> {
    const { http_status } = await this.#call<{ http_status: number }>('POST', '/deliveries', {
      body,
    });
    if (http_status !== 200) throw new Error(`The webhook was answered ${http_status}.`);
  }

  /** The customer sends a message of any type of Meta's; the answer is its wamid. */
  async say(customerId: string, message: CustomerMessage): Promise<string> {
    return this.#post(`/customers/${customerId}/messages`, message);
  }

  /** The customer taps a button or a list's row of the business; the answer is the reply's wamid. */
  async choose(customerId: string, messageId: string, choiceId: string): Promise<string> {
    const body = { message_id: messageId, choice_id: choiceId };
    return this.#post(`/customers/${customerId}/replies`, body);
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

  /**
   * The customer sends a file, a sample of this type unless it is given: image, video, audio, document or sticker; the answer is
   * the message's wamid.
   */
  async sendFile(customerId: string, file: CustomerFile): Promise<string> {
    return this.#post(`/customers/${customerId}/files`, file);
  }

  /** The customer moves to another number, which brings another user id. */
  async changeNumber(customerId: string, phone: string): Promise<void> {
    await this.#call('POST', `/customers/${customerId}/number`, { phone });
  }

  /** The customer takes a username; webhooks withhold the phone from then on. */
  async adoptUsername(customerId: string, username: string): Promise<void> {
    await this.#call('POST', `/customers/${customerId}/username`, { username });
  }

  /** The customer shares their number by the button of this message of the business. */
  async sharePhone(customerId: string, messageId: string): Promise<string> {
    return this.#post(`/customers/${customerId}/phone`, { message_id: messageId });
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

  /** What this group got from the business, in order. */
  async sentToGroup(groupId: string): Promise<Pick<PhoneMessage, 'type' | 'content'>[]> {
    const { entries } = await this.#call<{ entries: (PhoneMessage & { waId?: string })[] }>(
      'GET',
      '/ledger',
    );
    return entries.filter(({ waId }) => waId === groupId);
  }

  /** By which of the business's numbers this text came, where it is not the one from the start. */
  async numberOf(text: string): Promise<string | undefined> {
    const response = await fetch(`${this.#url}/ledger`);
    const { entries } = (await response.json()) as {
      entries: { content: { body?: string }; phoneNumberId?: string }[];
    };
    return entries.find(({ content }) => content.body === text)?.phoneNumberId;
  }

  /** When the customer sent this message, by the phone's clock (ms). */
  async sentAtMs(customerId: string, wamid: string): Promise<number> {
    const message = (await this.#messages(customerId)).find(({ id }) => id === wamid);
    return Date.parse(message?.at ?? '');
  }

  /** How far the customer's own message got: sent, delivered, or read by the business. */
  async ownStatus(customerId: string, text: string): Promise<string | undefined> {
    const messages = await this.#messages(customerId);
    return messages.find(({ from, content }) => from === 'customer' && content.body === text)
      ?.status;
  }

  /** Whether the phone shows that the business types. */
  async seesTyping(customerId: string): Promise<boolean> {
    return (await this.#phone(customerId))?.is_typing ?? false;
  }

  /** The bytes of a file that a phone shows, and the type under which Meta keeps it. */
  async readFile(id: string): Promise<{ type: string | null; bytes: Buffer }> {
    const response = await fetch(`${this.#url}/files/${id}`);
    const bytes = Buffer.from(await response.arrayBuffer());
    return { type: response.headers.get('content-type'), bytes };
  }

  /** What a person does on the app's Configuration page; Meta verifies the address first. */
  async enterWebhook(url: string, verifyToken: string): Promise<void> {
    await this.#call('POST', '/webhook', { url, verify_token: verifyToken });
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

  async #post(path: string, body: object): Promise<string> {
    return (await this.#call<{ message: { id: string } }>('POST', path, body)).message.id;
  }

  async #messages(customerId: string): Promise<PhoneMessage[]> {
    return (await this.#phone(customerId))?.messages ?? [];
  }

  async #phone(customerId: string): Promise<CustomerPhone | undefined> {
    const { customers } = await this.#call<{ customers: CustomerPhone[] }>('GET', '/customers');
    return customers.find(({ id }) => id === customerId);
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

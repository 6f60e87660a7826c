import { findCustomer } from './chats.ts';
import type { Chats } from './chats.ts';
import { NotPossibleError } from './amendments.ts';
import type { SimulatorState } from './simulator-state.ts';

interface Row {
  id: string;
  title: string;
  description?: string;
}

/** The parts that a phone needs of an interactive message of the business. */
interface Asked {
  type: string;
  action: {
    buttons?: { reply: Row }[];
    sections?: { rows?: Row[] }[];
  };
}

/** A customer taps what the business offered: a reply button, a row of a list, or a template's quick reply. */
export class CustomerChoices {
  readonly #state: SimulatorState;
  readonly #chats: Chats;

  constructor(state: SimulatorState, chats: Chats) {
    this.#state = state;
    this.#chats = chats;
  }

  /** The answer is the reply's wamid. Throws NotPossibleError if the phone shows no such choice. */
  choose(customerId: string, messageId: string, choiceId: string): string {
    const customer = findCustomer(this.#state, customerId);
    const entry = this.#state.ledger.find(messageId);
    const isOnPhone = entry?.customerId === customer.id && entry.deliveredAtMs !== undefined;
    const quickReply = entry?.template?.quickReplies.find(({ payload, text }) =>
      [payload, text].includes(choiceId),
    );
    if (isOnPhone && quickReply) {
      return this.#chats.say(customerId, { type: 'button', content: quickReply }, messageId);
    }
    if (!isOnPhone || entry.type !== 'interactive') {
      throw new NotPossibleError('The phone has no such message to choose from.');
    }
    const { type, action } = entry.content as Asked;
    const button = action.buttons?.find(({ reply }) => reply.id === choiceId)?.reply;
    const row = action.sections
      ?.flatMap(({ rows }) => rows ?? [])
      .find(({ id }) => id === choiceId);
    if (type === 'button' && button) {
      const { id, title } = button;
      return this.#reply(customerId, messageId, 'button_reply', { id, title });
    }
    if (type === 'list' && row) return this.#reply(customerId, messageId, 'list_reply', row);
    throw new NotPossibleError('The message has no such choice.');
  }

  #reply(customerId: string, messageId: string, type: string, choice: Row): string {
    const content = { type, [type]: choice };
    return this.#chats.say(customerId, { type: 'interactive', content }, messageId);
  }
}

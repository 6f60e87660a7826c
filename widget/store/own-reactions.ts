import type { Message } from '../../backend/contract/message.ts';
import type { ApiClient } from '../api/api-client.ts';
import { replaceMessage } from './message-log.ts';
import type { StateCell } from './state-cell.ts';

/**
 * The business's reactions, as operators make them: shown with the click, and as the feed tells from
 * then on. Clicks on one message reach the server in their order.
 */
export class OwnReactions {
  readonly #api: Pick<ApiClient, 'react'>;
  readonly #cell: StateCell;
  readonly #lastOf = new Map<string, Promise<unknown>>();

  constructor(api: Pick<ApiClient, 'react'>, cell: StateCell) {
    this.#api = api;
    this.#cell = cell;
  }

  /** Reacts to a message by our id; an empty emoji takes the reaction back. Throws ApiError. */
  async set(messageId: string, emoji: string): Promise<void> {
    const before = this.#find(messageId);
    const guess = before && guessReaction(before, emoji, this.#cell.state.operator);
    if (guess) this.#put(guess);
    const earlier = this.#lastOf.get(messageId)?.catch(() => undefined);
    const asked = Promise.resolve(earlier).then(() => this.#api.react(messageId, emoji));
    this.#lastOf.set(messageId, asked);
    try {
      await asked;
    } catch (error) {
      // Only while it is still our guess that is shown.
      if (before && this.#find(messageId) === guess) this.#put(before);
      throw error;
    } finally {
      if (this.#lastOf.get(messageId) === asked) this.#lastOf.delete(messageId);
    }
  }

  #find(messageId: string): Message | undefined {
    for (const { messages } of this.#cell.state.logs.values()) {
      const message = messages.find(({ id }) => id === messageId);
      if (message) return message;
    }
    return undefined;
  }

  #put(message: Message): void {
    const log = this.#cell.state.logs.get(message.contact_id);
    if (!log) return;
    const logs = new Map(this.#cell.state.logs);
    this.#cell.change({ logs: logs.set(message.contact_id, replaceMessage(log, message)) });
  }
}

function guessReaction(
  { refused_reaction: _old, ...message }: Message,
  emoji: string,
  operator: { id: string; name: string } | undefined | null,
): Message {
  const others = message.reactions.filter(({ by }) => by !== 'business');
  const who = operator ? { sent_by: { id: operator.id, name: operator.name } } : {};
  const own = { emoji, by: 'business', at: new Date().toISOString(), ...who } as const;
  return { ...message, reactions: emoji === '' ? others : [own, ...others] };
}

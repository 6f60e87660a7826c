import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Message } from '../../../backend/contract/message.ts';
import { t } from '../../i18n/inbox-words.ts';
import type { OwnReactions } from '../../store/own-reactions.ts';
import type { Bubble } from '../bubble/bubble.ts';
import './reaction-bar.ts';
import type { ReactionEvent, ReactionOpenEvent } from './reaction-events.ts';

export interface ReactingHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/**
 * Reacting to messages of a log: one bar of emoji for all bubbles, opened by a bubble's button or, for
 * the bubble that has the focus, by E; and the chip that takes itself back.
 */
export class Reacting implements ReactiveController {
  readonly #host: ReactingHost;
  readonly #getReactions: () => Pick<OwnReactions, 'set'>;
  readonly #getMessages: () => readonly Message[];
  readonly #tell: (notice: string) => void;
  #messageId: string | undefined;

  constructor(
    host: ReactingHost,
    parts: {
      getReactions: () => Pick<OwnReactions, 'set'>;
      getMessages: () => readonly Message[];
      /** Shows the words; empty: nothing more to tell. */
      tell: (notice: string) => void;
    },
  ) {
    this.#host = host;
    this.#getReactions = parts.getReactions;
    this.#getMessages = parts.getMessages;
    this.#tell = parts.tell;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#messageId = undefined;
  }

  /** E in the log; true if it was that, and a bubble takes reactions. */
  handleKey(event: KeyboardEvent): boolean {
    if (event.key !== 'e' || event.ctrlKey || event.metaKey || event.altKey) return false;
    const bubble = this.#host.renderRoot.querySelector<Bubble>('chasqui-bubble:focus-within');
    if (!bubble?.canReact) return false;
    bubble.openReactions();
    return true;
  }

  handleOpen = (event: ReactionOpenEvent): void => {
    this.#messageId = (event.target as HTMLElement).dataset.id;
    const message = this.#getMessages().find(({ id }) => id === this.#messageId);
    const own = message?.reactions.find(({ by }) => by === 'business');
    const bar = this.#host.renderRoot.querySelector('chasqui-reaction-bar');
    void bar?.openAt(event.opener, own?.emoji ?? '');
  };

  /** Of a bubble: its own chip; of the bar: for the bubble that opened it. */
  handleReaction = async (event: ReactionEvent): Promise<void> => {
    const messageId = (event.target as HTMLElement).dataset.id ?? this.#messageId;
    if (messageId === undefined) return;
    this.#tell('');
    try {
      await this.#getReactions().set(messageId, event.emoji);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#tell(t('reaction.failed', { reason }));
    }
  };
}

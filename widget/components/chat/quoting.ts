import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Message } from '../../../backend/contract/message.ts';
import type { MessageLog } from '../../store/inbox-state.ts';
import type { Bubble } from '../bubble/bubble.ts';

/** A quoted message may lie this many pages above; beyond that nobody waits for it. */
const MAX_PAGES = 40;
const FLASH_MS = 1_600;
/** About one window. */
const NEAR_PX = 800;

export interface QuotingHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/**
 * Answering one message, and finding the one that was answered.
 *
 * In the log J and K move from bubble to bubble and R answers the one that has the focus; bubbles
 * are no stops for Tab, so that the way from the header to the field stays short.
 */
export class Quoting implements ReactiveController {
  readonly #host: QuotingHost;
  readonly #getLog: () => MessageLog;
  readonly #loadOlder: () => Promise<void>;
  #message: Message | undefined;

  constructor(
    host: QuotingHost,
    parts: { getLog: () => MessageLog; loadOlder: () => Promise<void> },
  ) {
    this.#host = host;
    this.#getLog = parts.getLog;
    this.#loadOlder = parts.loadOlder;
    host.addController(this);
  }

  hostConnected(): void {
    this.remove();
  }

  /** The message that the next text will answer, as it is now. */
  get message(): Message | undefined {
    const chosen = this.#message;
    return chosen && (this.#getLog().messages.find(({ id }) => id === chosen.id) ?? chosen);
  }

  /** Answers the message with our id `id`; one that Meta does not know cannot be answered. */
  choose(id: string | undefined): boolean {
    const message = this.#getLog().messages.find((other) => other.id === id);
    if (!message || message.message_id === null) return false;
    this.#message = message;
    this.#host.requestUpdate();
    return true;
  }

  remove(): void {
    if (!this.#message) return;
    this.#message = undefined;
    this.#host.requestUpdate();
  }

  /** Shows the message with this wamid, loading older ones as far as need be; false if it is not here. */
  async show(wamid: string): Promise<boolean> {
    for (let page = 0; page <= MAX_PAGES; page++) {
      const { messages, olderCursor } = this.#getLog();
      const found = messages.find(({ message_id }) => message_id === wamid);
      if (found) return this.#scrollTo(found.id);
      if (olderCursor === null) return false;
      await this.#loadOlder();
      if (this.#getLog().loading === 'older_failed') return false;
    }
    return false;
  }

  /** From the field into the messages. */
  focusNewest(): boolean {
    const newest = [...this.#host.renderRoot.querySelectorAll<Bubble>('chasqui-bubble')].at(-1);
    newest?.focus();
    return newest !== undefined;
  }

  /** J, K and R in the log, and on a message the arrows too; true if the key was one of these. */
  handleKey(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const bubbles = [...this.#host.renderRoot.querySelectorAll<Bubble>('chasqui-bubble')];
    const current = bubbles.findIndex((bubble) => bubble.matches(':focus-within'));
    if (event.key === 'r') return current >= 0 && this.choose(bubbles[current]?.dataset.id);
    const steps: Record<string, number> = { j: 1, k: -1 };
    if (current >= 0) Object.assign(steps, { ArrowDown: 1, ArrowUp: -1 });
    const step = steps[event.key];
    if (step === undefined) return false;
    const last = bubbles.length - 1;
    const next = current < 0 ? last : current + step;
    bubbles[Math.min(last, Math.max(0, next))]?.focus();
    return bubbles.length > 0;
  }

  async #scrollTo(id: string): Promise<boolean> {
    await this.#host.updateComplete;
    // The scroll keeper acts after the first frame's layout; what it does comes before this.
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const bubble = this.#host.renderRoot.querySelector<Bubble>(`chasqui-bubble[data-id="${id}"]`);
    if (!bubble) return false;
    // A long way glides over pictures that load and move it, and so would end elsewhere.
    const isNear = Math.abs(bubble.getBoundingClientRect().top) < NEAR_PX;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const behavior = isNear && !isCalm ? 'smooth' : 'instant';
    bubble.scrollIntoView({ block: 'center', behavior });
    bubble.focus({ preventScroll: true });
    bubble.toggleAttribute('flash', true);
    setTimeout(() => bubble.toggleAttribute('flash', false), FLASH_MS);
    return true;
  }
}

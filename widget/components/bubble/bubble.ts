import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MessageContent } from '../../../backend/contract/message-content.ts';
import type { Provenance } from '../../../backend/contract/provenance.ts';
import type { Reaction } from '../../../backend/contract/message.ts';
import type { MessageStatus } from '../../../backend/contract/message-status.ts';
import { formatClock } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { renderButtons, renderContent } from '../../message-kinds/index.ts';
import { kindStyles } from '../../message-kinds/kinds.styles.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import '../delivery-ticks/delivery-ticks.ts';
import { statusWords } from '../delivery-ticks/delivery-ticks.ts';
import { icon } from '../icon/icon.ts';
import { renderQuote } from '../quote/quote.ts';
import type { Quote } from '../quote/quote.ts';
import { quoteStyles } from '../quote/quote.styles.ts';
import { renderReactions } from '../reactions/reaction-chips.ts';
import { reactionChipsStyles } from '../reactions/reaction-chips.styles.ts';
import { ReactionOpenEvent } from '../reactions/reaction-events.ts';
import { renderDeletedMark, renderEditedMark, renderOriginal } from './bubble-marks.ts';
import { bubbleMarksStyles } from './bubble-marks.styles.ts';
import { BubbleReplyEvent, QuoteOpenEvent } from './bubble-events.ts';
import { renderProvenance } from './bubble-provenance.ts';
import { bubbleQuoteStyles } from './bubble-quote.styles.ts';
import { bubbleStyles } from './bubble.styles.ts';

/** What a bubble can ask for; see `actions`. */
export type BubbleAction = 'retry' | 'discard' | 'template';

/** How far the file of a message has come. */
export interface BubbleUpload {
  /** From 0 to 1. */
  progress: number;
  /** No answer from the server; it is tried again. */
  isWaiting: boolean;
}

/** Fired when a person wants a failed message sent again, thrown away, or a template in its place. */
export class BubbleActionEvent extends Event {
  static readonly eventName = 'chasqui-bubble-action';
  readonly action: BubbleAction;

  constructor(action: BubbleAction) {
    super(BubbleActionEvent.eventName, { bubbles: true, composed: true });
    this.action = action;
  }
}

/**
 * One message.
 *
 * @fires chasqui-bubble-action - Retry, Discard or Send as template was pressed
 * @fires chasqui-quote-open - the message it quotes is wanted
 * @fires chasqui-bubble-reply - this message is to be answered
 * @fires chasqui-reaction-open - an emoji is to be chosen for it
 * @fires chasqui-reaction - with an empty emoji: the business's own is to be taken back
 */
@customElement('chasqui-bubble')
export class Bubble extends LitElement {
  static override styles = [
    baseStyles,
    bubbleStyles,
    bubbleMarksStyles,
    reactionChipsStyles,
    quoteStyles,
    bubbleQuoteStyles,
    kindStyles,
  ];

  @property({ attribute: false }) content: MessageContent = { kind: 'text', body: '' };
  @property({ type: Boolean, reflect: true }) outgoing = false;
  /** The first of its sender's group: that corner is sharper. */
  @property({ type: Boolean, reflect: true }) first = false;
  @property({ reflect: true }) status: MessageStatus = 'received';
  /** Who wrote it, as a screen reader hears it. */
  @property() sender = '';
  /** The operator's name before the time; empty for one's own and the customer's. */
  @property() author = '';
  /** ISO 8601; empty in previews, which have no ticks either. */
  @property() time = '';
  /** Under a message that went wrong or does not go on: what happened. */
  @property() problem = '';
  /** While the message's file is on its way to the server. */
  @property({ attribute: false }) upload: BubbleUpload | undefined;
  @property({ attribute: false }) actions: readonly BubbleAction[] = [];
  /** Sent, delivered and read times. */
  @property({ attribute: 'tick-times' }) tickTimes = '';
  @property({ attribute: false }) reactions: readonly Reaction[] = [];
  /** Who reacts on the other side. */
  @property() customer = '';
  /** ISO 8601; empty if the customer never edited it. */
  @property({ attribute: 'edited-at' }) editedAt = '';
  /** What it said before the first edit. */
  @property({ attribute: false }) original: MessageContent | null = null;
  /** ISO 8601; empty if the customer has not deleted it. */
  @property({ attribute: 'deleted-at' }) deletedAt = '';
  /** What it answers. */
  @property({ attribute: false }) quote: Quote | null = null;
  /** How it came here, where there is something to say. */
  @property({ attribute: false }) provenance: Provenance | undefined;
  /** Meta knows it, so that it can be quoted. */
  @property({ type: Boolean, attribute: 'can-reply' }) canReply = false;
  /** An emoji can be put on it, and the business's own be taken back. */
  @property({ type: Boolean, reflect: true, attribute: 'can-react' }) canReact = false;
  /** Who looks at it: their own reactions are theirs. */
  @property({ attribute: 'operator-id' }) operatorId: string | undefined;
  /** Why WhatsApp did not take the last reaction; empty if it did. */
  @property({ attribute: 'refused-reaction' }) refusedReaction = '';
  @state() private showsOriginal = false;

  protected override willUpdate(): void {
    this.toggleAttribute('reacted', this.reactions.length > 0);
    this.toggleAttribute('deleted', this.deletedAt !== '');
  }

  protected override render() {
    if (this.content.kind === 'notice') {
      return html`<p class="notice">${renderContent(this.content)}</p>`;
    }
    const clock = this.time === '' ? '' : formatClock(this.time);
    return html`<article class="bubble" tabindex="-1" aria-label=${this.#describe(clock)}>
        ${renderProvenance(this.provenance)} ${this.#renderQuote()}
        ${renderDeletedMark(this.deletedAt, this.outgoing)}
        ${renderOriginal(this.showsOriginal ? this.original : null)} ${renderContent(this.content)}
        ${clock === '' ? nothing : this.#renderMeta(clock)} ${renderButtons(this.content)}
        ${renderReactions(this)} ${this.#renderReply()}
      </article>
      ${this.upload ? this.#renderUpload(this.upload) : nothing}
      ${this.problem === '' ? nothing : this.#renderProblem()}
      ${
        this.refusedReaction === ''
          ? nothing
          : html`<p class="problem">${icon('alert', 14)}<span>${this.refusedReaction}</span></p>`
      }`;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('article')?.focus(options);
  }

  /** Asks for the bar of emoji, as the button for the pointer does. */
  openReactions(): void {
    const opener = this.renderRoot.querySelector<HTMLElement>('.react');
    opener?.dispatchEvent(new ReactionOpenEvent(opener));
  }

  #renderMeta(clock: string) {
    return html`<span class="meta"
      >${
        this.author === ''
          ? nothing
          : html`<span class="author" dir="auto">${this.author}</span> · `
      }${renderEditedMark(this.editedAt, this.showsOriginal, () => (this.showsOriginal = !this.showsOriginal))}<time
        datetime=${this.time}
        >${clock}</time
      >
      ${
        this.outgoing
          ? html`<chasqui-delivery-ticks
              .status=${this.status}
              .times=${this.tickTimes}
            ></chasqui-delivery-ticks>`
          : nothing
      }</span
    >`;
  }

  #renderQuote() {
    const { quote } = this;
    if (quote === null) return nothing;
    return html`<button
      type="button"
      class="quote-button"
      aria-label=${t('quote.open', {
        name: quote.author || t('quote.somebody'),
        text: quote.excerpt.text,
      })}
      @click=${() => this.dispatchEvent(new QuoteOpenEvent(quote.messageId))}
    >
      ${renderQuote(quote)}
    </button>`;
  }

  /** For the pointer; the log's own keys are for the keyboard. */
  #renderReply() {
    if (!this.canReply) return nothing;
    return html`<button
      type="button"
      class="reply"
      tabindex="-1"
      aria-label=${t('quote.reply')}
      title=${t('quote.reply')}
      @click=${() => this.dispatchEvent(new BubbleReplyEvent())}
    >
      ${icon('reply', 16)}
    </button>`;
  }

  #describe(clock: string): string {
    return [
      this.sender,
      clock,
      this.outgoing ? statusWords(this.status) : '',
      this.editedAt === '' ? '' : t('message.edited'),
      this.deletedAt === '' ? '' : t('message.deleted'),
    ]
      .filter((part) => part !== '')
      .join(', ');
  }

  #renderUpload({ progress, isWaiting }: BubbleUpload) {
    const percent = Math.round(progress * 100);
    const words = isWaiting ? t('upload.waiting') : t('upload.progress', { percent });
    return html`<div class="upload">
      <progress max="1" .value=${progress} aria-label=${words}></progress>
      <span aria-hidden="true">${isWaiting ? words : `${percent} %`}</span>
      <button type="button" @click=${() => this.dispatchEvent(new BubbleActionEvent('discard'))}>
        ${t('upload.cancel')}
      </button>
    </div>`;
  }

  #actionWord(action: BubbleAction) {
    if (action === 'template') return 'message.sendAsTemplate';
    if (action === 'discard') return 'message.discard';
    return this.status === 'unknown' ? 'message.sendAgain' : 'message.retry';
  }

  #renderProblem() {
    return html`<p class="problem">
      ${icon(this.status === 'held' ? 'clock' : 'alert', 14)}
      <span>
        ${this.problem}
        ${this.actions.map(
          (action) =>
            html`<button
              type="button"
              @click=${() => this.dispatchEvent(new BubbleActionEvent(action))}
            >
              ${t(this.#actionWord(action))}
            </button> `,
        )}
      </span>
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-bubble': Bubble;
  }
  interface HTMLElementEventMap {
    'chasqui-bubble-action': BubbleActionEvent;
  }
}

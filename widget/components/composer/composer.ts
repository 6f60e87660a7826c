import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { formatDateAndTime, formatTimeLeft } from '../../i18n/format.ts';
import { t } from '../../i18n/translate.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { windowLevel } from '../window-ring/window-ring.ts';
import { composerStyles } from './composer.styles.ts';

/** The longest text Meta takes (same as MAX_TEXT_LENGTH of the contract, which the server checks). */
const MAX_LENGTH = 4_096;
const SHOW_COUNTER_WITHIN = 200;
/** The header always shows what is left; the field says it from here on. */
const TELL_UNDER_MS = 4 * 3_600_000;

/** Why nothing can be written, or `ready`. */
export type ComposerMode = 'ready' | 'not_connected' | 'window_closed' | 'never_wrote' | 'blocked';

/** Fired when a text is to be sent. */
export class ComposerSubmitEvent extends Event {
  static readonly eventName = 'chasqui-composer-submit';
  readonly text: string;

  constructor(text: string) {
    super(ComposerSubmitEvent.eventName, { bubbles: true, composed: true });
    this.text = text;
  }
}

/** Fired with every change of the unsent text, for whoever keeps drafts. */
export class DraftChangeEvent extends Event {
  static readonly eventName = 'chasqui-draft-change';
  readonly text: string;

  constructor(text: string) {
    super(DraftChangeEvent.eventName);
    this.text = text;
  }
}

/** Fired when the template picker is wanted, because nothing else may be sent. */
export class TemplateRequestEvent extends Event {
  static readonly eventName = 'chasqui-template-request';

  constructor() {
    super(TemplateRequestEvent.eventName, { bubbles: true, composed: true });
  }
}

/**
 * Where an answer is written. Enter sends, Shift+Enter begins a line; while an input method is
 * composing a word, Enter belongs to it.
 *
 * @fires chasqui-composer-submit
 * @fires chasqui-draft-change
 * @fires chasqui-template-request - a template is to be chosen
 */
@customElement('chasqui-composer')
export class Composer extends LitElement {
  static override styles = [baseStyles, composerStyles];

  @query('textarea') private readonly field!: HTMLTextAreaElement | null;

  @state() private text = '';

  @property() mode: ComposerMode = 'ready';
  /** The customer's name, for labels and sentences. */
  @property() name = '';
  /** What the field starts with when `key` changes. */
  @property({ attribute: false }) draft = '';
  /** Whose field this is: a change brings that conversation's draft in. */
  @property() key = '';
  /** ISO 8601; for the sentence about a closed window. */
  @property({ attribute: 'last-wrote-at' }) lastWroteAt: string | null = null;
  /** ms until the window closes, by the server's clock; told when little is left. */
  @property({ type: Number, attribute: 'left-ms' }) leftMs = Infinity;
  /** Roomy layouts show what Enter does. */
  @property({ type: Boolean }) hints = false;

  override focus(options?: FocusOptions): void {
    this.field?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('key')) this.text = this.draft;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('text') || changed.has('mode')) this.#grow();
  }

  protected override render() {
    if (this.mode === 'window_closed' || this.mode === 'never_wrote') return this.#renderClosed();
    const isReady = this.mode === 'ready';
    const left = MAX_LENGTH - this.text.length;
    const canSend = isReady && this.text.trim() !== '' && left >= 0;
    return html`<form class="bar ${this.mode}" @submit=${this.#handleSubmit}>
      ${
        left > SHOW_COUNTER_WITHIN
          ? nothing
          : html`<p class="counter ${left < 0 ? 'over' : ''}" id="counter" role="status">
              ${
                left < 0
                  ? t('composer.over', { count: -left })
                  : t('composer.left', { count: left })
              }
            </p>`
      }
      <textarea
        rows="1"
        dir="auto"
        enterkeyhint="send"
        placeholder=${this.#placeholder}
        aria-label=${t('composer.label', { name: this.name })}
        aria-describedby=${left > SHOW_COUNTER_WITHIN ? nothing : 'counter'}
        aria-invalid=${left < 0 ? 'true' : nothing}
        ?readonly=${!isReady}
        .value=${live(this.text)}
        @input=${this.#handleInput}
        @keydown=${this.#handleKeydown}
      ></textarea>
      <button
        type="submit"
        class="send"
        aria-label=${t('composer.send')}
        aria-disabled=${canSend ? nothing : 'true'}
      >
        ${icon('send')}
      </button>
      ${isReady && this.leftMs <= TELL_UNDER_MS ? this.#renderCountdown() : nothing}
      ${this.hints && isReady ? html`<p class="hint">${t('composer.hint')}</p>` : nothing}
    </form>`;
  }

  #renderCountdown() {
    return html`<p class="countdown ${windowLevel(this.leftMs)}" role="status">
      ${icon('clock', 14)}
      <span>${t('composer.closesIn', { time: formatTimeLeft(this.leftMs) })}</span>
    </p>`;
  }

  #renderClosed() {
    const hasWritten = this.mode === 'window_closed' && this.lastWroteAt !== null;
    return html`<div class="closed">
      <span class="disc">${icon('lock')}</span>
      <div>
        <h2>${t(hasWritten ? 'composer.closedTitle' : 'composer.neverTitle')}</h2>
        <p>
          ${
            hasWritten
              ? t('composer.closedText', {
                  name: this.name,
                  date: formatDateAndTime(this.lastWroteAt ?? '', new Date()),
                })
              : t('composer.neverText', { name: this.name })
          }
        </p>
        ${
          this.text.trim() === ''
            ? nothing
            : html`<p class="kept" dir="auto">${t('composer.keptDraft', { text: this.text })}</p>`
        }
        <button
          type="button"
          class="button primary"
          @click=${() => this.dispatchEvent(new TemplateRequestEvent())}
        >
          ${icon('file', 18)} ${t('composer.chooseTemplate')}
        </button>
      </div>
    </div>`;
  }

  get #placeholder(): string {
    if (this.mode === 'not_connected') return t('composer.notConnected');
    if (this.mode === 'blocked') return t('composer.blocked');
    return t('composer.placeholder');
  }

  #handleInput(event: InputEvent): void {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.dispatchEvent(new DraftChangeEvent(this.text));
  }

  #handleKeydown(event: KeyboardEvent): void {
    // keyCode 229: Safari ends a composition before it tells about the key that ended it.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    this.#submit();
  }

  #handleSubmit(event: Event): void {
    event.preventDefault();
    this.#submit();
    this.focus();
  }

  #submit(): void {
    const text = this.text.trim();
    if (this.mode !== 'ready' || text === '' || this.text.length > MAX_LENGTH) return;
    this.text = '';
    this.dispatchEvent(new DraftChangeEvent(''));
    this.dispatchEvent(new ComposerSubmitEvent(text));
  }

  /** As high as its text; the limit of six lines is the style sheet's. */
  #grow(): void {
    const { field } = this;
    if (!field) return;
    field.style.setProperty('block-size', 'auto');
    field.style.setProperty('block-size', `${field.scrollHeight + 2}px`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-composer': Composer;
  }
  interface HTMLElementEventMap {
    'chasqui-composer-submit': ComposerSubmitEvent;
    'chasqui-draft-change': DraftChangeEvent;
    'chasqui-template-request': TemplateRequestEvent;
  }
}

import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { WebhookEvent, WebhookItem } from '../../../backend/contract/webhook-event.ts';
import { formatDateAndTime } from '../../i18n/format.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import {
  TONES,
  countItems,
  describeEvent,
  describeItem,
  personOf,
  prettyPrint,
  stateOf,
  wordOf,
} from './journal-words.ts';
import type { JournalState } from './journal-words.ts';
import { journalEntryStyles, journalStyles } from './journal.styles.ts';
import { WebhookReplayedEvent } from './settings-events.ts';
import type { SettingsStore } from './settings-store.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

const SHOWN_ITEMS = 10;
/** A body has up to 4 MB; this much is for reading. */
const SHOWN_BODY_LENGTH = 60_000;
/** A worker takes a replayed webhook within a second. */
const LOOKS_AFTER_REPLAY = 5;
const LOOK_INTERVAL_MS = 500;

/**
 * One webhook in the journal: a row that opens what is in it, what Meta sent, and the way to have it
 * worked through again.
 * @fires chasqui-webhook-replayed - with the webhook as it stands after a replay
 */
@customElement('chasqui-journal-entry')
export class JournalEntry extends LitElement {
  static override styles = [baseStyles, cardStyles, journalStyles, journalEntryStyles];

  @property({ attribute: false }) store!: Pick<SettingsStore, 'api'>;
  @property({ attribute: false }) event!: WebhookEvent;
  /** The event's items are only those that were searched for. */
  @property({ attribute: false }) isSearched = false;

  @state() private isOpen = false;
  @state() private body: string | undefined;
  @state() private bodyProblem: string | undefined;
  @state() private isReplaying = false;
  @state() private replayed: { isGood: boolean; words: string } | undefined;

  protected override render() {
    const { event, isSearched } = this;
    return html`<button
        type="button"
        class="row"
        aria-expanded=${this.isOpen}
        aria-controls="details"
        @click=${this.#toggle}
      >
        ${icon('chevron-down', 16)}
        <span class="what">${describeEvent(event, isSearched)}</span>
        ${renderPill(stateOf(event, isSearched), wordOf(event, isSearched))}
        <span class="who">
          <bdi>${personOf(event.items[0]) ?? t('journal.number', { id: event.id })}</bdi>
          <time datetime=${event.received_at}
            >${formatDateAndTime(event.received_at, new Date())}</time
          >
        </span>
      </button>
      <div id="details" class="details" ?hidden=${!this.isOpen}>
        ${this.isOpen ? this.#renderDetails() : nothing}
      </div>`;
  }

  #renderDetails() {
    const { event, replayed } = this;
    const hidden = event.items.length - SHOWN_ITEMS;
    return html`
      <p class="muted">
        ${
          countItems(event, this.isSearched) > 1
            ? nothing
            : t(`journal.${stateOf(event, this.isSearched)}Text`)
        }
        ${event.attempts > 0 ? t('journal.attempts', { count: event.attempts }) : nothing}
      </p>
      ${event.error === null ? nothing : html`<p class="result bad">${event.error}</p>`}
      <ul class="items" ?hidden=${event.items.length === 0}>
        ${event.items.slice(0, SHOWN_ITEMS).map(renderItem)}
      </ul>
      ${hidden > 0 ? html`<p class="muted">${t('journal.moreItems', { count: hidden })}</p>` : nothing}
      ${this.#renderBody()}
      <div class="actions">
        <button
          type="button"
          class="button"
          aria-disabled=${this.isReplaying}
          @click=${() => void this.#replay()}
        >
          ${icon('refresh', 16)}${t(this.isReplaying ? 'journal.replaying' : 'journal.replay')}
        </button>
        <p class="result ${replayed?.isGood === false ? 'bad' : ''}" role="status">
          ${replayed?.words ?? nothing}
        </p>
      </div>
    `;
  }

  #renderBody() {
    if (this.bodyProblem !== undefined) {
      return html`<p class="result bad" role="alert">
        ${t('journal.bodyFailed', { reason: this.bodyProblem })}
      </p>`;
    }
    if (this.body === undefined) {
      return html`<p class="muted" role="status">
        <span class="visually-hidden">${t('journal.bodyLoading')}</span>
        <span class="spinner"></span>
      </p>`;
    }
    return html`<div>
      <pre tabindex="0" role="region" aria-label=${t('journal.body')}>
${this.body.slice(0, SHOWN_BODY_LENGTH)}</pre>
      ${
        this.body.length > SHOWN_BODY_LENGTH
          ? html`<p class="muted">${t('journal.bodyCut')}</p>`
          : nothing
      }
    </div>`;
  }

  #toggle = (): void => {
    this.isOpen = !this.isOpen;
    if (this.isOpen && this.body === undefined) void this.#loadBody();
  };

  async #loadBody(): Promise<void> {
    this.bodyProblem = undefined;
    try {
      this.body = prettyPrint((await this.store.api.getWebhook(this.event.id)).raw_body);
    } catch (error) {
      this.bodyProblem = describe(error);
    }
  }

  async #replay(): Promise<void> {
    if (this.isReplaying) return;
    this.isReplaying = true;
    this.replayed = undefined;
    try {
      await this.store.api.replayWebhook(this.event.id);
      this.replayed = { isGood: true, words: await this.#followReplay() };
    } catch (error) {
      const words = t('journal.replayFailed', { reason: describe(error) });
      this.replayed = { isGood: false, words };
    } finally {
      this.isReplaying = false;
    }
  }

  /** Looks until it was worked through; says what came of it. */
  async #followReplay(): Promise<string> {
    for (let look = 0; look < LOOKS_AFTER_REPLAY; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
      const {
        raw_body: _body,
        next_cursor: _cursor,
        ...webhook
      } = await this.store.api.getWebhook(this.event.id);
      if (webhook.state === 'stored') continue;
      this.dispatchEvent(new WebhookReplayedEvent(webhook));
      return t('journal.replayed', { state: wordOf(webhook, false) });
    }
    return t('journal.inLine');
  }
}

function renderPill(state: JournalState, word: string) {
  return html`<span class="pill ${TONES[state]}">${word}</span>`;
}

function renderItem(item: WebhookItem) {
  return html`<li class="item">
    <span class="head"
      >${describeItem(item)} ${renderPill(item.state, t(`journal.${item.state}`))}</span
    >
    <bdi class="muted">${personOf(item) ?? nothing}</bdi>
    ${item.message_id === null ? nothing : html`<span class="mono">${item.message_id}</span>`}
    ${item.reason === null ? nothing : html`<span>${item.reason}</span>`}
  </li>`;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-journal-entry': JournalEntry;
  }
}

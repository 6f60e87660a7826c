import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { WebhookEvent, WebhookItem } from '../../../backend/contract/webhook-event.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import './journal-entry.ts';
import { journalCardStyles, journalStyles } from './journal.styles.ts';
import type { WebhookReplayedEvent } from './settings-events.ts';
import type { SettingsStore } from './settings-store.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

const PAGE_SIZE = 10;
const TYPING_PAUSE_MS = 350;
/** A worker takes replayed webhooks within a second, many of them within a few. */
const LOOKS_AFTER_REPLAY = 5;
const LOOK_INTERVAL_MS = 500;

/** The webhook journal: looks for a message, shows how far it has come, and has it tried again. */
@customElement('chasqui-journal-card')
export class JournalCard extends LitElement {
  static override styles = [baseStyles, cardStyles, fieldStyles, journalStyles, journalCardStyles];

  @property({ attribute: false }) store!: Pick<SettingsStore, 'api'>;

  @state() private events: readonly WebhookEvent[] | undefined;
  @state() private nextCursor: string | null = null;
  @state() private replayable = 0;
  @state() private waiting = 0;
  @state() private isReplaying = false;
  @state() private search = '';
  @state() private isOnlyProblems = false;
  @state() private isLoading = false;
  @state() private problem: string | undefined;
  @state() private replayAllWords: { isGood: boolean; words: string } | undefined;

  /** What the list shows; while one types it is behind `search`. */
  #shownSearch = '';
  #load = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) void this.#reload();
  }

  protected override render() {
    return html`<section class="card" aria-labelledby="journal-title">
      <header><h3 id="journal-title">${t('journal.title')}</h3></header>
      <div class="body">
        <p class="text">${t('journal.text')}</p>
        <form role="search" @submit=${this.#handleSubmit}>
          ${renderField({
            name: 'journal-search',
            label: t('journal.search'),
            value: this.search,
            placeholder: t('journal.placeholder'),
            hint: t('journal.searchHint'),
            isMono: true,
            onInput: this.#handleInput,
          })}
        </form>
        <div class="tools">
          <label class="check">
            <input
              type="checkbox"
              .checked=${this.isOnlyProblems}
              @change=${this.#handleOnlyProblems}
            />
            ${t('journal.onlyProblems')}
          </label>
          ${this.#renderReplayAll()}
        </div>
        <p
          class="result ${this.replayAllWords?.isGood === false ? 'bad' : ''}"
          role="status"
          ?hidden=${this.replayAllWords === undefined}
        >
          ${this.replayAllWords?.words ?? nothing}
        </p>
      </div>
      ${this.#renderList()}
    </section>`;
  }

  #renderReplayAll() {
    if (this.replayable === 0 && !this.isReplaying) return nothing;
    return html`<button
      type="button"
      class="button"
      aria-disabled=${this.isReplaying}
      @click=${() => void this.#replayAll()}
    >
      ${
        this.isReplaying
          ? t('journal.replaying')
          : t('journal.replayAll', { count: this.replayable })
      }
    </button>`;
  }

  #renderList() {
    if (this.problem !== undefined) {
      return html`<div class="empty" role="alert">
        <p>${t('journal.loadFailed', { reason: this.problem })}</p>
        <button type="button" class="button" @click=${() => void this.#reload()}>
          ${t('settings.tryAgain')}
        </button>
      </div>`;
    }
    if (this.events === undefined) {
      return html`<div class="empty" role="status">
        <span class="spinner"></span><span class="visually-hidden">${t('journal.loading')}</span>
      </div>`;
    }
    if (this.events.length === 0) return this.#renderEmpty();
    return html`<ul class="list" aria-label=${t('journal.list')} aria-busy=${this.isLoading}>
        ${repeat(
          this.events,
          ({ id }) => id,
          (event) =>
            html`<li>
              <chasqui-journal-entry
                .store=${this.store}
                .event=${event}
                .isSearched=${this.#shownSearch !== ''}
                @chasqui-webhook-replayed=${this.#handleReplayed}
              ></chasqui-journal-entry>
            </li>`,
        )}
      </ul>
      ${
        this.nextCursor === null
          ? nothing
          : html`<div class="more">
              <button
                type="button"
                class="button quiet"
                aria-disabled=${this.isLoading}
                @click=${() => void this.#loadMore()}
              >
                ${t(this.isLoading ? 'journal.loadingMore' : 'journal.more')}
              </button>
            </div>`
      }`;
  }

  #renderEmpty() {
    const search = this.#shownSearch;
    if (search === '') {
      const words = this.isOnlyProblems ? 'journal.noProblems' : 'journal.empty';
      return html`<p class="empty" role="status">${t(words)}</p>`;
    }
    return html`<div class="empty" role="status">
      <p>${t('journal.notFound', { search })}</p>
      <p>${t('journal.notFoundText')}</p>
    </div>`;
  }

  async #reload(): Promise<void> {
    clearTimeout(this.#typing);
    await this.#fetch(undefined);
  }

  async #loadMore(): Promise<void> {
    if (this.isLoading || this.nextCursor === null) return;
    await this.#fetch(this.nextCursor);
  }

  /** Only the answer to the latest question counts. */
  async #fetch(cursor: string | undefined): Promise<void> {
    const load = ++this.#load;
    const search = this.search.trim();
    this.isLoading = true;
    this.problem = undefined;
    try {
      const page = await this.store.api.listWebhooks({
        limit: PAGE_SIZE,
        ...(search === '' ? {} : { search }),
        ...(this.isOnlyProblems ? { has_problems: 'true' } : {}),
        ...(cursor === undefined ? {} : { cursor }),
      });
      if (load !== this.#load) return;
      const before = cursor === undefined ? [] : (this.events ?? []);
      this.events = [...before, ...page.events];
      this.nextCursor = page.next_cursor;
      this.replayable = page.counts.replayable;
      this.waiting = page.counts.stored;
      this.#shownSearch = search;
    } catch (error) {
      if (load === this.#load) this.problem = describe(error);
    } finally {
      if (load === this.#load) this.isLoading = false;
    }
  }

  async #replayAll(): Promise<void> {
    if (this.isReplaying) return;
    this.isReplaying = true;
    this.replayAllWords = undefined;
    try {
      const { replayed: count } = await this.store.api.replayFailedWebhooks();
      this.replayAllWords = { isGood: true, words: t('journal.replayedAll', { count }) };
      await this.#followReplay();
    } catch (error) {
      const words = t('journal.replayFailed', { reason: describe(error) });
      this.replayAllWords = { isGood: false, words };
    } finally {
      this.isReplaying = false;
    }
  }

  /** Shows what came of it as soon as nothing waits, or after a few looks what there is by then. */
  async #followReplay(): Promise<void> {
    for (let look = 0; look < LOOKS_AFTER_REPLAY; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
      await this.#reload();
      if (this.waiting === 0 || !this.isConnected) return;
    }
  }

  #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#reload();
  };

  #handleInput = (value: string): void => {
    this.search = value;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#reload(), TYPING_PAUSE_MS);
  };

  #handleOnlyProblems = (event: Event): void => {
    this.isOnlyProblems = (event.target as HTMLInputElement).checked;
    void this.#reload();
  };

  /** Keeps to the items that the list shows: those that were searched for, or the problems first. */
  #handleReplayed = ({ webhook }: WebhookReplayedEvent): void => {
    const isSame = (a: WebhookItem, b: WebhookItem) => a.item_path === b.item_path;
    this.events = this.events?.map((event) => {
      if (event.id !== webhook.id) return event;
      const items = event.items.map(
        (item) => webhook.items.find((now) => isSame(item, now)) ?? item,
      );
      return { ...webhook, items: items.length === 0 ? webhook.items : items };
    });
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-journal-card': JournalCard;
  }
}

import { html } from 'lit';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { icon } from '../icon/icon.ts';

const SEARCH_DELAY_MS = 200;

export interface ListSearchParts {
  getStore: () => Pick<InboxStore, 'search'>;
  getInput: () => HTMLInputElement | null;
  /** The way from the field down to what was found. */
  onDown: () => void;
}

/** The search above the list: the server is asked when the typing pauses. */
export class ListSearch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #parts: ListSearchParts;
  #text = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, parts: ListSearchParts) {
    this.#host = host;
    this.#parts = parts;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  /** As typed. */
  get text(): string {
    return this.#text;
  }

  focus(): void {
    const input = this.#parts.getInput();
    input?.focus();
    input?.select();
  }

  readonly clear = (): void => {
    clearTimeout(this.#timer);
    this.#setText('');
    void this.#parts.getStore().search('');
    this.focus();
  };

  render() {
    return html`<div class="search" role="search">
      ${icon('search', 18)}
      <input
        type="text"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck="false"
        placeholder=${t('list.search')}
        aria-label=${t('list.search')}
        .value=${this.#text}
        @input=${this.#handleInput}
        @keydown=${this.#handleKeydown}
      />
      ${
        this.#text === ''
          ? html`<kbd aria-hidden="true">/</kbd>`
          : html`<button
              type="button"
              class="icon-button clear"
              aria-label=${t('list.clearSearch')}
              @click=${this.clear}
            >
              ${icon('close', 16)}
            </button>`
      }
    </div>`;
  }

  readonly #handleInput = (event: InputEvent): void => {
    this.#setText((event.target as HTMLInputElement).value);
    clearTimeout(this.#timer);
    const search = () => void this.#parts.getStore().search(this.#text);
    this.#timer = setTimeout(search, SEARCH_DELAY_MS);
  };

  readonly #handleKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && this.#text !== '') {
      event.stopPropagation();
      this.clear();
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.#parts.onDown();
    }
  };

  #setText(text: string): void {
    this.#text = text;
    this.#host.requestUpdate();
  }
}

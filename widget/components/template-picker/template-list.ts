import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Template, TemplateListState } from '../../../backend/contract/template.ts';
import type { ApiClient } from '../../api/api-client.ts';

const PAGE_SIZE = 50;
const SEARCH_AFTER_MS = 200;

/**
 * The server's list of templates, page by page, as the picker shows it. Only the answer to the newest
 * question counts; what is shown stays until that has come.
 */
export class TemplateList implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #getApi: () => Pick<ApiClient, 'listTemplates'>;
  readonly #getNumber: () => string | undefined;
  templates: readonly Template[] = [];
  /** Undefined until the first answer. */
  state: TemplateListState | undefined;
  /** As typed. */
  search = '';
  /** Meta's word; undefined: all. */
  status: string | undefined;
  nextCursor: string | null = null;
  isLoading = false;
  /** Why the last question had no answer; empty: it had one. */
  problem = '';
  #questions = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    host: ReactiveControllerHost,
    parts: {
      getApi: () => Pick<ApiClient, 'listTemplates'>;
      /** The business number they are to go out by; undefined: whichever is the first. */
      getNumber: () => string | undefined;
    },
  ) {
    this.#host = host;
    this.#getApi = parts.getApi;
    this.#getNumber = parts.getNumber;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#questions++;
  }

  /** Asks when the typing pauses. */
  searchFor(text: string): void {
    this.search = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), SEARCH_AFTER_MS);
  }

  /** Asks for the first page. */
  async load(): Promise<void> {
    await this.#ask(undefined);
  }

  async loadMore(): Promise<void> {
    if (!this.isLoading && this.nextCursor !== null) await this.#ask(this.nextCursor);
  }

  async #ask(cursor: string | undefined): Promise<void> {
    const question = ++this.#questions;
    this.isLoading = true;
    this.problem = '';
    this.#host.requestUpdate();
    try {
      const search = this.search.trim() || undefined;
      const page = await this.#getApi().listTemplates({
        ...{ number: this.#getNumber(), search, cursor, status: this.status, limit: PAGE_SIZE },
      });
      if (question !== this.#questions) return;
      this.templates =
        cursor === undefined ? page.templates : [...this.templates, ...page.templates];
      this.nextCursor = page.next_cursor;
      this.state = page.state;
    } catch (error) {
      if (question !== this.#questions) return;
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.isLoading = false;
    this.#host.requestUpdate();
  }
}

import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Template } from '../../../backend/contract/template.ts';
import type { InboxState } from '../../store/inbox-state.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { selectSendingNumber } from '../../store/numbers.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { listFinderStyles } from '../../styles/list-finder.styles.ts';
import { icon } from '../icon/icon.ts';
import { whyUnavailable } from './template-fields.ts';
import './template-form.ts';
import type { TemplateForm } from './template-form.ts';
import { TemplateList } from './template-list.ts';
import { TemplatePickerEndEvent } from './template-picker-events.ts';
import { templatePickerStyles } from './template-picker.styles.ts';
import { CATEGORIES, categoryWord, renderTemplateRow } from './template-row.ts';
import { t } from './template-words.ts';

/**
 * A sheet over a conversation, or over the start of one: a template is chosen, its blanks are filled, and it is sent. Focus
 * stays in the search field; arrow keys move through the list, Enter chooses, Escape goes one step
 * back. What cannot be sent is shown with the reason.
 *
 * @fires chasqui-template-picker-end - sent, or given up
 */
@customElement('chasqui-template-picker')
export class TemplatePicker extends LitElement {
  static override styles = [baseStyles, listFinderStyles, templatePickerStyles];

  @query('input') private readonly searchField!: HTMLInputElement | null;
  @query('chasqui-template-form') private readonly form!: TemplateForm | null;
  @query('.active') private readonly activeOption!: HTMLElement | null;

  @state() private chosen: Template | undefined;
  @state() private activeId: string | undefined;

  @property({ attribute: false }) store!: InboxStore;
  @property({ attribute: 'contact-id' }) contactId = '';
  /** In place of a contact: a number that nobody is known by yet. */
  @property() phone = '';
  /** The customer's. */
  @property() name = '';

  readonly #list = new TemplateList(this, {
    getApi: () => this.store.api,
    getNumber: () => {
      const { state } = this.store;
      const contact = state.contacts.get(this.contactId);
      return contact && selectSendingNumber(state, contact)?.phone_number_id;
    },
  });
  #listedSeq: number | undefined;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      ({ templatesSeq }: InboxState) => templatesSeq,
    );
  }

  override focus(options?: FocusOptions): void {
    (this.form ?? this.searchField)?.focus(options);
  }

  protected override willUpdate(): void {
    const { templatesSeq } = this.store.state;
    if (templatesSeq === this.#listedSeq) return;
    this.#listedSeq = templatesSeq;
    void this.#list.load();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('activeId')) this.activeOption?.scrollIntoView({ block: 'nearest' });
    if (changed.has('chosen')) void this.form?.updateComplete.then(() => this.focus());
  }

  protected override render() {
    const { chosen } = this;
    return html`<section
      class="sheet"
      role="dialog"
      aria-labelledby="title"
      @keydown=${this.#handleKeydown}
    >
      <header>
        ${
          chosen
            ? html`<button
                type="button"
                class="icon-button back"
                aria-label=${t('templates.back')}
                title=${t('templates.back')}
                @click=${this.#goBack}
              >
                ${icon('back')}
              </button>`
            : nothing
        }
        <h2 id="title"><bdi>${chosen?.name ?? t('templates.title')}</bdi></h2>
        <button
          type="button"
          class="icon-button"
          aria-label=${t('templates.close')}
          title=${t('templates.close')}
          @click=${() => this.#end(false)}
        >
          ${icon('close')}
        </button>
      </header>
      ${
        chosen
          ? html`<chasqui-template-form
              .store=${this.store}
              .template=${chosen}
              .contactId=${this.contactId}
              .phone=${this.phone}
              .name=${this.name}
              @chasqui-template-picker-end=${({ isSent, contactId }: TemplatePickerEndEvent) =>
                this.#end(isSent, contactId)}
            ></chasqui-template-form>`
          : html`${this.#renderSearch()} ${this.#renderCategories()} ${this.#renderList()}`
      }
    </section>`;
  }

  #renderSearch() {
    const count = this.#list.state?.template_count;
    const active = this.#activeIndex;
    const hasOptions = this.#list.templates.length > 0;
    const words =
      count === undefined ? t('templates.search') : t('templates.searchCount', { count });
    return html`<div class="search">
      ${icon('search', 18)}
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        enterkeyhint="done"
        aria-label=${t('templates.search')}
        aria-autocomplete="list"
        aria-expanded=${hasOptions}
        aria-controls=${hasOptions ? 'list' : nothing}
        aria-activedescendant=${hasOptions ? `option-${active}` : nothing}
        placeholder=${words}
        .value=${this.#list.search}
        @input=${(event: InputEvent) =>
          this.#list.searchFor((event.target as HTMLInputElement).value)}
        @keydown=${this.#handleSearchKey}
      />
    </div>`;
  }

  #renderCategories() {
    return html`<div class="chips" role="group" aria-label=${t('templates.categories')}>
      ${[undefined, ...CATEGORIES].map(
        (category) =>
          html`<button
            type="button"
            class="chip"
            aria-pressed=${this.#list.category === category}
            @click=${() => {
              this.#list.category = category;
              void this.#list.load();
            }}
          >
            ${category === undefined ? t('templates.everyCategory') : categoryWord({ category })}
          </button>`,
      )}
    </div>`;
  }

  #renderList() {
    const { templates, problem, isLoading, nextCursor, state: list } = this.#list;
    const active = this.#activeIndex;
    return html`${
      problem === ''
        ? nothing
        : html`<div class="problem" role="alert">
            <p>${t('templates.loadFailed', { reason: problem })}</p>
            <button type="button" class="button" @click=${() => void this.#list.load()}>
              ${t('templates.tryAgain')}
            </button>
          </div>`
    }
    ${
      templates.length > 0
        ? html`<div class="list" id="list" role="listbox" aria-label=${t('templates.list')}>
            ${templates.map((template, index) => this.#renderOption(template, index === active, index))}
          </div>`
        : list
          ? this.#renderEmpty()
          : nothing
    }
    ${
      isLoading && list === undefined
        ? html`<p class="wait" role="status">
            <span class="spinner"></span
            ><span class="visually-hidden">${t('templates.loading')}</span>
          </p>`
        : nothing
    }
    ${
      nextCursor === null
        ? nothing
        : html`<footer>
            <button type="button" class="button" @click=${() => void this.#list.loadMore()}>
              ${t('templates.more')}
            </button>
          </footer>`
    }`;
  }

  #renderOption(template: Template, isActive: boolean, index: number) {
    const isUnavailable = whyUnavailable(template) !== undefined;
    return html`<button
      type="button"
      id="option-${index}"
      class="option ${isActive ? 'active' : ''}"
      role="option"
      tabindex="-1"
      aria-selected=${isActive}
      aria-disabled=${isUnavailable ? 'true' : nothing}
      @click=${() => this.#choose(template)}
    >
      ${renderTemplateRow(template)}
    </button>`;
  }

  #renderEmpty() {
    const { search, category, state: list } = this.#list;
    const isFiltered = search.trim() !== '' || category !== undefined;
    const syncError = list?.sync_error;
    return html`<div class="empty" role="status">
      <h3>
        ${
          search.trim() === ''
            ? t(isFiltered ? 'templates.noneOfCategory' : 'templates.emptyTitle')
            : t('templates.noneTitle', { text: search.trim() })
        }
      </h3>
      <p>${t(isFiltered ? 'templates.noneText' : 'templates.emptyText')}</p>
      ${syncError ? html`<p>${t('templates.syncFailed', { reason: syncError })}</p>` : nothing}
    </div>`;
  }

  /** The one that the keys are at: at first the first. */
  get #activeIndex(): number {
    return Math.max(
      0,
      this.#list.templates.findIndex(({ id }) => id === this.activeId),
    );
  }

  #choose(template: Template | undefined): void {
    if (!template) return;
    this.activeId = template.id;
    if (whyUnavailable(template) === undefined) this.chosen = template;
    else this.focus();
  }

  #goBack = async (): Promise<void> => {
    this.chosen = undefined;
    await this.updateComplete;
    this.focus();
    this.activeOption?.scrollIntoView({ block: 'nearest' });
  };

  #end(isSent: boolean, contactId?: string): void {
    this.dispatchEvent(new TemplatePickerEndEvent(isSent, contactId));
  }

  #handleSearchKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { templates } = this.#list;
    const at = this.#activeIndex;
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1 };
    const target = moves[event.key];
    if (event.key === 'Enter') this.#choose(templates[at]);
    else if (target === undefined) return;
    else this.activeId = templates[Math.max(0, Math.min(target, templates.length - 1))]?.id;
    event.preventDefault();
  }

  /** The sheet is the layer on top: Escape closes nothing under it. */
  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.chosen) void this.#goBack();
    else this.#end(false);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-template-picker': TemplatePicker;
  }
}

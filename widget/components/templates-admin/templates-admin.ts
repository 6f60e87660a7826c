import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Template } from '../../../backend/contract/template.ts';
import { formatMoment } from '../../i18n/format.ts';
import type { InboxState } from '../../store/inbox-state.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderChoiceField, renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { cardStyles } from '../settings/settings.styles.ts';
import { TemplateList } from '../template-picker/template-list.ts';
import { TemplatesLeftEvent } from './admin-events.ts';
import type { TemplateDoneEvent } from './admin-events.ts';
import type { AdminStore } from './admin-store.ts';
import { t } from './admin-words.ts';
import { STATUSES, statusWord } from './describe-template.ts';
import { readKept } from './kept-draft.ts';
import './template-editor.ts';
import './template-entry.ts';
import { templatesAdminStyles } from './templates-admin.styles.ts';

/** What the page shows: the list, or the form for a new template or one that is there. */
type View = 'list' | 'new' | Template;

/**
 * The admins' page for message templates: the list as Meta told it last, with what Meta says against
 * each, and the ways to make, edit and delete them. It follows the feed's `templates.changed`.
 *
 * @fires chasqui-templates-left - back to the settings
 */
@customElement('chasqui-templates-admin')
export class TemplatesAdmin extends LitElement {
  static override styles = [baseStyles, cardStyles, fieldStyles, templatesAdminStyles];

  @property({ attribute: false }) store!: AdminStore;

  @state() private view: View = 'list';
  @state() private news = '';
  @state() private isSyncing = false;
  @state() private syncProblem = '';

  readonly #list = new TemplateList(this, {
    getApi: () => this.store.api,
    // The store's own: settings are of one number.
    getNumber: () => undefined,
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

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  protected override willUpdate(): void {
    const { templatesSeq } = this.store.state;
    if (templatesSeq === this.#listedSeq) return;
    this.#listedSeq = templatesSeq;
    void this.#list.load();
  }

  protected override render() {
    const { view } = this;
    if (view !== 'list') {
      return html`<chasqui-template-editor
        .store=${this.store}
        .template=${view === 'new' ? undefined : view}
        @chasqui-template-done=${this.#handleDone}
      ></chasqui-template-editor>`;
    }
    return html`<div class="page">
      <div class="head">
        <button
          type="button"
          class="icon-button back"
          aria-label=${t('admin.back')}
          title=${t('admin.back')}
          @click=${() => this.dispatchEvent(new TemplatesLeftEvent())}
        >
          ${icon('back')}
        </button>
        <div class="titles">
          <h2 tabindex="-1">${t('admin.title')}</h2>
          ${this.#renderSyncState()}
        </div>
        <div class="actions">
          <button
            type="button"
            class="button"
            aria-disabled=${this.isSyncing}
            @click=${() => void this.#sync()}
          >
            ${this.isSyncing ? html`<span class="spinner"></span>` : icon('refresh', 18)}
            ${t(this.isSyncing ? 'admin.syncing' : 'admin.sync')}
          </button>
          <button type="button" class="button primary" @click=${() => this.#show('new')}>
            ${icon('plus', 18)} ${t('admin.new')}
          </button>
        </div>
      </div>
      <p class="news result ok" role="status" ?hidden=${this.news === ''}>
        ${icon('check-circle', 18)}<span>${this.news}</span>
      </p>
      ${this.#renderKept()}
      <section class="card" aria-label=${t('admin.list')}>
        ${this.#renderFilters()} ${this.#renderList()}
      </section>
    </div>`;
  }

  /** The way back to a new template that is not with Meta yet. */
  #renderKept() {
    const kept = readKept(this.store.drafts);
    if (!kept) return nothing;
    return html`<div class="restored">
      ${icon('compose', 18)}
      <span>${t('admin.keptNew', { time: formatMoment(kept.at, new Date()) })}</span>
      <button type="button" class="button" @click=${() => this.#show('new')}>
        ${t('admin.goOn')}
      </button>
    </div>`;
  }

  #renderSyncState() {
    const list = this.#list.state;
    const problem = this.syncProblem || list?.sync_error;
    const moment = list?.synced_at;
    return html`${
      list === undefined
        ? nothing
        : html`<p class="text">
            ${
              moment
                ? t('admin.syncedAt', { time: formatMoment(moment, new Date()) })
                : t('admin.neverSynced')
            }
          </p>`
    }
    ${problem ? html`<p class="result bad" role="alert">${t('admin.syncFailed', { reason: problem })}</p>` : nothing}`;
  }

  #renderFilters() {
    return html`<div class="filters" role="search">
      ${renderField({
        name: 'search',
        label: t('admin.search'),
        value: this.#list.search,
        onInput: (text) => this.#list.searchFor(text),
      })}
      ${renderChoiceField({
        name: 'status',
        label: t('admin.status'),
        value: this.#list.status ?? '',
        options: [
          { value: '', label: t('admin.anyStatus') },
          ...STATUSES.map((status) => ({ value: status, label: statusWord(status) })),
        ],
        onChange: (status) => {
          this.#list.status = status === '' ? undefined : status;
          void this.#list.load();
        },
      })}
    </div>`;
  }

  #renderList() {
    const { templates, problem, isLoading, nextCursor, state: list, search, status } = this.#list;
    if (problem !== '') {
      return html`<div class="empty" role="alert">
        <p>${t('admin.loadFailed', { reason: problem })}</p>
        <button type="button" class="button" @click=${() => void this.#list.load()}>
          ${t('admin.tryAgain')}
        </button>
      </div>`;
    }
    if (list === undefined) {
      return html`<div class="empty" role="status">
        <span class="spinner"></span><span class="visually-hidden">${t('admin.loading')}</span>
      </div>`;
    }
    if (templates.length === 0) {
      const isFiltered = search.trim() !== '' || status !== undefined;
      return html`<p class="empty" role="status">
        ${t(isFiltered ? 'admin.none' : 'admin.empty')}
      </p>`;
    }
    return html`<ul class="list" aria-busy=${isLoading}>
        ${repeat(
          templates,
          ({ id }) => id,
          (template) =>
            html`<li>
              <chasqui-template-entry
                .store=${this.store}
                .template=${template}
                @chasqui-template-edit=${() => this.#show(template)}
                @chasqui-template-done=${this.#handleDone}
              ></chasqui-template-entry>
            </li>`,
        )}
      </ul>
      ${
        nextCursor === null
          ? nothing
          : html`<div class="more">
              <button
                type="button"
                class="button quiet"
                aria-disabled=${isLoading}
                @click=${() => void this.#list.loadMore()}
              >
                ${t('admin.more')}
              </button>
            </div>`
      }`;
  }

  #show(view: View): void {
    this.news = '';
    this.view = view;
  }

  /** A form has gone with whatever had the focus, so the focus moves to the top of the page. */
  #handleDone = async ({ news = '' }: TemplateDoneEvent): Promise<void> => {
    this.view = 'list';
    this.news = news;
    if (news !== '') void this.#list.load();
    await this.updateComplete;
    this.focus();
  };

  async #sync(): Promise<void> {
    if (this.isSyncing) return;
    this.isSyncing = true;
    this.syncProblem = '';
    this.news = '';
    try {
      await this.store.api.syncTemplates();
    } catch (error) {
      this.syncProblem = error instanceof Error ? error.message : String(error);
    } finally {
      this.isSyncing = false;
    }
    await this.#list.load();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-templates-admin': TemplatesAdmin;
  }
}

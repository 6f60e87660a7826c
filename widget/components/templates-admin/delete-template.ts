import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Template } from '../../../backend/contract/template.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import { cardStyles } from '../settings/settings.styles.ts';
import { languageName } from '../../i18n/language-name.ts';
import { TemplateDoneEvent } from './admin-events.ts';
import type { AdminStore } from './admin-store.ts';
import { t } from './admin-words.ts';
import { forget } from './kept-draft.ts';
import { deleteTemplateStyles } from './template-entry.styles.ts';

const PER_PAGE = 100;

/**
 * Deletes one language of a template, or all of its name, after the name was typed.
 *
 * @fires chasqui-template-done - deleted, or given up
 */
@customElement('chasqui-delete-template')
export class DeleteTemplate extends LitElement {
  static override styles = [baseStyles, cardStyles, fieldStyles, deleteTemplateStyles];

  @property({ attribute: false }) store!: AdminStore;
  @property({ attribute: false }) template!: Template;

  /** Of every template of this name. */
  @state() private languages: readonly string[] = [];
  @state() private isWhole = false;
  @state() private typed = '';
  @state() private problem: string | undefined;
  @state() private isBusy = false;

  protected override willUpdate(): void {
    if (!this.hasUpdated) void this.#findLanguages();
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('input')?.focus();
  }

  protected override render() {
    const { name, language } = this.template;
    const isMatch = this.typed.trim() === name;
    return html`<form
      novalidate
      aria-labelledby="delete-title"
      @submit=${this.#handleSubmit}
      @keydown=${this.#handleKeydown}
    >
      <h4 id="delete-title">${t('delete.title', { name })}</h4>
      ${
        this.languages.length > 1
          ? html`<fieldset>
              <legend class="visually-hidden">${t('delete.what')}</legend>
              ${this.#renderChoice(false, t('delete.one', { language: languageName(language) }))}
              ${this.#renderChoice(true, t('delete.all', { languages: this.#namesOf(this.languages) }))}
            </fieldset>`
          : nothing
      }
      <p class="text">${t('delete.text')}</p>
      ${renderField({
        name: 'confirmation',
        label: this.#renderLabel(),
        value: this.typed,
        problem: this.problem,
        onInput: (value) => {
          this.typed = value;
          this.problem = undefined;
        },
      })}
      <div class="actions">
        <button class="button danger" aria-disabled=${!isMatch || this.isBusy}>
          ${this.isBusy ? html`<span class="spinner"></span>` : nothing}
          ${t(this.isBusy ? 'delete.busy' : 'delete.button')}
        </button>
        <button type="button" class="button" @click=${() => this.#end()}>
          ${t('delete.cancel')}
        </button>
      </div>
    </form>`;
  }

  #renderChoice(isWhole: boolean, words: string) {
    return html`<label>
      <input
        type="radio"
        name="extent"
        .checked=${this.isWhole === isWhole}
        @change=${() => (this.isWhole = isWhole)}
      />
      ${words}
    </label>`;
  }

  /** The sentence in its own word order, with the word to type in bold. */
  #renderLabel() {
    const [before, after] = t('delete.confirm', { word: '\n' }).split('\n');
    return html`${before}<b><bdi>${this.template.name}</bdi></b
      >${after}`;
  }

  async #findLanguages(): Promise<void> {
    const { name } = this.template;
    const found: string[] = [];
    let cursor: string | null | undefined;
    try {
      // The search looks in texts, too, so there may be more than a page of others.
      do {
        const page = await this.store.api.listTemplates({
          ...{ search: name, limit: PER_PAGE },
          ...(cursor ? { cursor } : {}),
        });
        const own = page.templates.filter((template) => template.name === name);
        found.push(...own.map(({ language }) => language));
        cursor = page.next_cursor;
      } while (cursor !== null);
      this.languages = found;
    } catch {
      // Then only this language is offered.
    }
  }

  #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.isBusy) return;
    const { name } = this.template;
    if (this.typed.trim() === name) void this.#delete();
    else this.problem = t('delete.mismatch', { word: name });
  };

  /** The form is the layer on top: Escape closes nothing under it. */
  #handleKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.#end();
  };

  async #delete(): Promise<void> {
    this.isBusy = true;
    const { api } = this.store;
    const { id, name } = this.template;
    try {
      const { deleted } = await (this.isWhole
        ? api.deleteTemplateName(name)
        : api.deleteTemplate(id));
      for (const each of deleted) forget(this.store.drafts, each.id);
      const languages = this.#namesOf(deleted.map(({ language }) => language));
      this.#end(t('admin.deleted', { name, languages }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problem = t('delete.failed', { reason });
    } finally {
      this.isBusy = false;
    }
  }

  #namesOf(languages: readonly string[]): string {
    return languages.map(languageName).join(', ');
  }

  #end(news?: string): void {
    this.dispatchEvent(new TemplateDoneEvent(news));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-delete-template': DeleteTemplate;
  }
}

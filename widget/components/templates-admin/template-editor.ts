import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PropertyValues } from 'lit';
import type { Template, TemplateDraft } from '../../../backend/contract/template.ts';
import { getLocale } from '../../i18n/translate.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import '../bubble/bubble.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { icon } from '../icon/icon.ts';
import { cardStyles } from '../settings/settings.styles.ts';
import { TemplateDoneEvent } from './admin-events.ts';
import type { AdminStore } from './admin-store.ts';
import { t } from './admin-words.ts';
import { draftOf, emptyDraft, nextBlank, sampleKindOf, toComponents } from './draft.ts';
import type { Draft } from './draft.ts';
import { renderAbout } from './editor-about.ts';
import { renderContent } from './editor-content.ts';
import { renderProblem } from './editor-problem.ts';
import type { Editor } from './editor.ts';
import { sortFindings } from './find-problems.ts';
import { findLanguage } from './languages.ts';
import { LintController } from './lint-controller.ts';
import { previewDraft } from './preview-draft.ts';
import { editorStyles } from './template-editor.styles.ts';

/**
 * The form for a template, beside it what the customer will see. The server's linter reads along;
 * what it finds stands below its field as soon as somebody has filled that in, and all of it after
 * the first try to submit. Nothing that it calls an error is submitted.
 *
 * @fires chasqui-template-done - it is with Meta, or was given up
 */
@customElement('chasqui-template-editor')
export class TemplateEditor extends LitElement {
  static override styles = [baseStyles, cardStyles, fieldStyles, editorStyles];

  @property({ attribute: false }) store!: AdminStore;
  /** Undefined: a new one. */
  @property({ attribute: false }) template: Template | undefined;

  /** Undefined: the template has parts that the form does not know. */
  @state() private draft: Draft | undefined;
  @state() private touched: ReadonlySet<string> = new Set();
  /** Everything that is wrong is shown. */
  @state() private isChecked = false;
  @state() private isBusy = false;
  @state() private isUploading = false;
  @state() private uploadProblem = '';
  @state() private problem = '';

  readonly #lint = new LintController(this, () => this.store.api);
  readonly #upload = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#upload.abort();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('template') && this.hasUpdated) return;
    this.draft = this.template ? draftOf(this.template) : emptyDraft(findLanguage(getLocale()));
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  protected override render() {
    const { draft, template } = this;
    return html`<form
      class="page"
      novalidate
      aria-busy=${this.isBusy}
      @submit=${this.#handleSubmit}
    >
      <div class="head">
        <button
          type="button"
          class="icon-button back"
          aria-label=${t('form.back')}
          title=${t('form.back')}
          @click=${() => this.#end()}
        >
          ${icon('back')}
        </button>
        <div class="titles">
          <h2 tabindex="-1">
            ${template ? t('form.editTitle', { name: template.name }) : t('form.newTitle')}
          </h2>
          <p class="text">${t(draft ? this.#noteKey : 'form.unknownParts')}</p>
        </div>
      </div>
      ${draft ? this.#renderDraft(draft) : nothing}
    </form>`;
  }

  #renderDraft(draft: Draft) {
    const editor = this.#editorOf(draft);
    return html`<div class="columns">
      <div class="parts">${renderAbout(editor)} ${renderContent(editor)}</div>
      <section class="card preview" aria-labelledby="preview-title">
        <header>
          <h3 id="preview-title">${t('form.preview')}</h3>
        </header>
        <div class="phone">
          <chasqui-bubble outgoing first .content=${previewDraft(draft)}></chasqui-bubble>
          <p class="text">${t('form.previewText')}</p>
        </div>
      </section>
      <div class="end">
        ${this.isChecked ? renderProblem(editor, 'rest') : nothing}
        ${
          this.problem === ''
            ? nothing
            : html`<p class="result bad" role="alert">
                ${icon('alert-circle', 18)}<span>${this.problem}</span>
              </p>`
        }
        <div class="actions">
          <button class="button primary" aria-disabled=${this.isBusy || this.isUploading}>
            ${this.isBusy ? html`<span class="spinner"></span>` : icon('send', 18)}
            ${t(this.isBusy ? 'form.submitting' : 'form.submit')}
          </button>
          <button type="button" class="button" @click=${() => this.#end()}>
            ${t('form.cancel')}
          </button>
        </div>
      </div>
    </div>`;
  }

  get #noteKey() {
    if (!this.template) return 'form.createNote';
    return this.template.status === 'APPROVED' ? 'form.approvedNote' : 'form.otherNote';
  }

  #editorOf(draft: Draft): Editor {
    const { template, isUploading, uploadProblem } = this;
    const problems = sortFindings(this.#lint.findings, toComponents(draft));
    return {
      ...{ draft, template, isUploading, uploadProblem },
      take: this.#take,
      noteOf: (field, hint) => {
        const isShown = this.isChecked || this.touched.has(field);
        const [finding] = (isShown && problems.get(field)) || [];
        if (finding?.severity === 'error') return { problem: finding.message };
        const words = finding?.message ?? hint;
        return words === undefined ? {} : { hint: words };
      },
      chooseSample: (file) => void this.#uploadSample(file),
      addVariable: this.#addVariable,
    };
  }

  #take = (field: string, change: Partial<Draft>): void => {
    if (!this.draft) return;
    const isMoved = field === 'buttons';
    const touched = [...this.touched].filter((each) => !isMoved || !each.startsWith('button-'));
    this.touched = new Set([...touched, field]);
    this.draft = { ...this.draft, ...change };
    this.problem = '';
    this.#lint.lintSoon(() => this.#request);
  };

  /** Puts a variable where the cursor is. */
  #addVariable = async (): Promise<void> => {
    const { draft } = this;
    const area = this.renderRoot.querySelector<HTMLTextAreaElement>('#body');
    if (!draft || !area) return;
    const { selectionStart: start, selectionEnd: end } = area;
    const blank = nextBlank(draft, draft.body);
    this.#take('body', { body: draft.body.slice(0, start) + blank + draft.body.slice(end) });
    await this.updateComplete;
    area.focus();
    area.setSelectionRange(start + blank.length, start + blank.length);
  };

  async #uploadSample(file: File): Promise<void> {
    const kind = sampleKindOf(this.draft?.header ?? 'NONE');
    if (kind === undefined || this.isUploading) return;
    this.isUploading = true;
    this.uploadProblem = '';
    try {
      const { signal } = this.#upload;
      const { handle } = await this.store.api.uploadTemplateSample(file, { kind, signal });
      // Meanwhile the header may have become another.
      if (sampleKindOf(this.draft?.header ?? 'NONE') === kind) {
        this.#take('sample', { sample: { handle, name: file.name } });
      }
    } catch (error) {
      this.uploadProblem = t('form.uploadFailed', { reason: describe(error) });
    } finally {
      this.isUploading = false;
    }
  }

  get #request(): TemplateDraft {
    const draft = this.draft ?? emptyDraft('');
    const { name, language, category, format } = draft;
    return {
      ...{ name, language, category, parameter_format: format },
      components: toComponents(draft),
    };
  }

  #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!this.isBusy && !this.isUploading && this.draft) void this.#submit();
  };

  async #submit(): Promise<void> {
    this.isBusy = true;
    this.problem = '';
    try {
      await this.#lint.lint(this.#request);
      this.isChecked = true;
      if (this.#lint.findings.some(({ severity }) => severity === 'error')) {
        this.problem = t('form.mend');
        await this.updateComplete;
        this.renderRoot.querySelector<HTMLElement>('[aria-invalid=true], .wrong button')?.focus();
        return;
      }
      this.#end(await this.#write());
    } catch (error) {
      this.problem = t('form.failed', { reason: describe(error) });
    } finally {
      this.isBusy = false;
    }
  }

  async #write(): Promise<string> {
    const { api } = this.store;
    const { name, category, components, ...rest } = this.#request;
    const { template } = this;
    if (!template) {
      await api.createTemplate({ name, category, components, ...rest });
      return t('admin.created', { name });
    }
    const isMoved = category !== template.category;
    await api.editTemplate(template.id, {
      components,
      ...(isMoved ? { category: category as 'UTILITY' } : {}),
    });
    return t('admin.edited', { name });
  }

  #end(news?: string): void {
    this.dispatchEvent(new TemplateDoneEvent(news));
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-template-editor': TemplateEditor;
  }
}

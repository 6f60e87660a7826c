import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PropertyValues } from 'lit';
import type { Template, TemplateDraft } from '../../../backend/contract/template.ts';
import { formatMoment } from '../../i18n/format.ts';
import { getLocale } from '../../i18n/translate.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import '../bubble/bubble.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { icon } from '../icon/icon.ts';
import { cardStyles } from '../settings/settings.styles.ts';
import { TemplateDoneEvent } from './admin-events.ts';
import type { AdminStore } from './admin-store.ts';
import { t } from './admin-words.ts';
import { sampleKindOf } from './draft-cards.ts';
import type { CardValues } from './draft-cards.ts';
import { nextBlank } from './draft-texts.ts';
import { draftOf, emptyDraft, toComponents } from './draft.ts';
import type { Draft } from './draft.ts';
import { renderAbout } from './editor-about.ts';
import { renderContent } from './editor-content.ts';
import { renderProblem } from './editor-problem.ts';
import type { Editor } from './editor.ts';
import { sortFindings } from './find-problems.ts';
import { forget, keep, readKept } from './kept-draft.ts';
import { findLanguage } from './languages.ts';
import { renderLeaveQuestion } from './leave-form.ts';
import type { Leaving } from './leave-form.ts';
import { LintController } from './lint-controller.ts';
import { previewDraft } from './preview-draft.ts';
import { SampleUpload } from './sample-upload.ts';
import { editorStyles } from './template-editor.styles.ts';

/**
 * The form for a template, beside it what the customer will see. The server's linter reads along;
 * what it finds stands below its field as soon as somebody has filled that in, and all of it after
 * the first try to submit. Nothing that it calls an error is submitted.
 *
 * Every change is kept on this device at once, so whatever closes the form loses nothing; whoever
 * leaves it by its own buttons is asked what becomes of the draft.
 *
 * @fires chasqui-template-done - it is with Meta, or was given up
 */
@customElement('chasqui-template-editor')
export class TemplateEditor extends LitElement {
  static override styles = [baseStyles, cardStyles, fieldStyles, editorStyles];

  @property({ attribute: false }) store!: AdminStore;
  /** Undefined: a new one. */
  @property({ attribute: false }) template: Template | undefined;

  @state() private draft!: Draft;
  @state() private touched: ReadonlySet<string> = new Set();
  /** Everything that is wrong is shown. */
  @state() private isChecked = false;
  @state() private isBusy = false;
  @state() private problem = '';
  /** When the draft was written that was found here; undefined: there was none. */
  @state() private restoredAt: string | undefined;
  /** It is not what it was when the form was opened, or is a restored draft. */
  @state() private isChanged = false;
  /** A reload would bring it back. */
  #isSafe = true;

  readonly #lint = new LintController(this, () => this.store.api);
  readonly #upload = new SampleUpload(this, () => this.store.api);

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('beforeunload', this.#handleUnload);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('beforeunload', this.#handleUnload);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('template') && this.hasUpdated) return;
    const kept = readKept(this.store.drafts, this.template?.id);
    this.draft = kept?.draft ?? this.#original;
    this.restoredAt = kept?.at;
    this.isChanged = kept !== undefined;
  }

  get #original(): Draft {
    return this.template ? draftOf(this.template) : emptyDraft(findLanguage(getLocale()));
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
          @click=${this.#leave}
        >
          ${icon('back')}
        </button>
        <div class="titles">
          <h2 tabindex="-1">
            ${template ? t('form.editTitle', { name: template.name }) : t('form.newTitle')}
          </h2>
          <p class="text">${t(this.#noteKey)}</p>
        </div>
      </div>
      ${this.#renderRestored()} ${this.#renderDraft(draft)}
      ${renderLeaveQuestion(this.#answerLeaving)}
    </form>`;
  }

  #renderRestored() {
    if (this.restoredAt === undefined) return nothing;
    const time = formatMoment(this.restoredAt, new Date());
    return html`<div class="restored" role="status">
      ${icon('info', 18)}<span>${t('form.restored', { time })}</span>
      <button type="button" class="button" @click=${this.#startAfresh}>
        ${t('form.startAfresh')}
      </button>
    </div>`;
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
          <button
            class="button primary"
            aria-disabled=${this.isBusy || this.#upload.field !== undefined}
          >
            ${this.isBusy ? html`<span class="spinner"></span>` : icon('send', 18)}
            ${t(this.isBusy ? 'form.submitting' : 'form.submit')}
          </button>
          <button type="button" class="button" @click=${this.#leave}>${t('form.cancel')}</button>
        </div>
      </div>
    </div>`;
  }

  get #noteKey() {
    if (!this.template) return 'form.createNote';
    return this.template.status === 'APPROVED' ? 'form.approvedNote' : 'form.otherNote';
  }

  #editorOf(draft: Draft): Editor {
    const { template } = this;
    const { field: uploadingField, problems: uploadProblems } = this.#upload;
    const problems = sortFindings(this.#lint.findings, toComponents(draft));
    return {
      ...{ draft, template, uploadingField, uploadProblems },
      take: this.#take,
      noteOf: (field, hint) => {
        const isShown = this.isChecked || this.touched.has(field);
        const [finding] = (isShown && problems.get(field)) || [];
        if (finding?.severity === 'error') return { problem: finding.message };
        const words = finding?.message ?? hint;
        return words === undefined ? {} : { hint: words };
      },
      chooseSample: (field, file, card) => void this.#uploadSample(field, file, card),
      addVariable: this.#addVariable,
    };
  }

  #take = (field: string, change: Partial<Draft>): void => {
    // Where things move, what is shown at their places is no longer about them.
    const moved = field === 'buttons' ? /^button-/ : field === 'cards' ? /^card-/ : undefined;
    const touched = [...this.touched].filter((each) => !moved?.test(each));
    this.touched = new Set([...touched, field]);
    this.draft = { ...this.draft, ...change };
    this.isChanged = true;
    this.#isSafe = keep(this.store.drafts, this.draft, this.template?.id);
    this.problem = '';
    this.#lint.lintSoon(() => this.#request);
  };

  /** Puts a variable where the cursor is. */
  #addVariable = async (field: string, take: (text: string) => void): Promise<void> => {
    const area = this.renderRoot.querySelector<HTMLTextAreaElement>(`[id="${field}"]`);
    if (!area) return;
    const { selectionStart: start, selectionEnd: end, value } = area;
    const blank = nextBlank(this.draft.format, value);
    take(value.slice(0, start) + blank + value.slice(end));
    await this.updateComplete;
    area.focus();
    area.setSelectionRange(start + blank.length, start + blank.length);
  };

  async #uploadSample(field: string, file: File, card: CardValues | undefined): Promise<void> {
    const kind = this.#sampleKind(card);
    const sample = kind && (await this.#upload.upload(field, file, kind));
    // Meanwhile the header may have become another, or the card may have gone.
    if (!sample || this.#sampleKind(card) !== kind) return;
    const { carousel } = this.draft;
    const cards = carousel.cards.map((each) => (each.id === card?.id ? { ...each, sample } : each));
    this.#take(field, card ? { carousel: { ...carousel, cards } } : { sample });
  }

  #sampleKind(card: CardValues | undefined) {
    const { header, carousel } = this.draft;
    return sampleKindOf(card ? carousel.header : header);
  }

  #leave = (): void => {
    if (this.isChanged) this.#question?.showModal();
    else this.#end();
  };

  #answerLeaving = (answer: Leaving): void => {
    this.#question?.close();
    if (answer === 'stay') return;
    if (answer === 'discard') forget(this.store.drafts, this.template?.id);
    this.#end(t(answer === 'keep' ? 'admin.kept' : 'admin.discarded'));
  };

  get #question(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  #startAfresh = (): void => {
    forget(this.store.drafts, this.template?.id);
    this.draft = this.#original;
    this.restoredAt = undefined;
    this.isChanged = false;
    this.isChecked = false;
    this.touched = new Set();
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  };

  /** The browser asks before a reload that would lose something. */
  #handleUnload = (event: BeforeUnloadEvent): void => {
    const isLost = this.isChanged && !this.#isSafe;
    if (isLost || this.#upload.field !== undefined) event.preventDefault();
  };

  get #request(): TemplateDraft {
    const { draft } = this;
    const { name, language, category, format } = draft;
    return {
      ...{ name, language, category, parameter_format: format },
      components: toComponents(draft),
    };
  }

  #handleSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!this.isBusy && this.#upload.field === undefined) void this.#submit();
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
      const news = await this.#write();
      forget(this.store.drafts, this.template?.id);
      this.#end(news);
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

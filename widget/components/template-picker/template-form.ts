import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TemplateOrder } from '../../../backend/contract/content/template-order.ts';
import type { TemplateContent } from '../../../backend/contract/content/template.ts';
import type { Template } from '../../../backend/contract/template.ts';
import { MEDIA_LIMITS } from '../../../backend/contract/media-limits.ts';
import type { InboxState } from '../../store/inbox-state.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import '../bubble/bubble.ts';
import { fieldStyles } from '../form-field/field.styles.ts';
import { renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { previewTemplate } from './preview-template.ts';
import { fileKeysOf, listFields, toVariables } from './template-fields.ts';
import type { TemplateField } from './template-fields.ts';
import { templateFormStyles } from './template-form.styles.ts';
import { TemplatePickerEndEvent } from './template-picker-events.ts';
import { categoryWord } from './template-row.ts';
import { t } from './template-words.ts';

/**
 * The blanks of one template, how it will look, and Send. It stays until the server has taken the
 * message, so that a refusal is read where it can be mended; a server that does not answer is no
 * reason to wait: the message then goes on by itself.
 *
 * @fires chasqui-template-picker-end - sent, or given up
 */
@customElement('chasqui-template-form')
export class TemplateForm extends LitElement {
  static override styles = [baseStyles, fieldStyles, templateFormStyles];

  @state() private typed: ReadonlyMap<string, string> = new Map();
  /** Until Send was pressed, nothing is wrong. */
  @state() private isChecked = false;
  @state() private problem = '';
  @state() private sentId: string | undefined;
  @state() private isStarting = false;
  /** Names of the files that were chosen, by their fields. */
  @state() private fileNames: ReadonlyMap<string, string> = new Map();
  /** The field whose file is on its way here. */
  @state() private uploadingKey: string | undefined;
  @state() private uploadProblems: ReadonlyMap<string, string> = new Map();

  @property({ attribute: false }) store!: InboxStore;
  @property({ attribute: false }) template!: Template;
  @property({ attribute: 'contact-id' }) contactId = '';
  /** In place of a contact: a number that nobody is known by yet. */
  @property() phone = '';
  /** The customer's. */
  @property() name = '';

  #fields: readonly TemplateField[] = [];
  readonly #leaving = new AbortController();
  /** One form, one message: Send again after a lost answer must not make a second one. */
  #attempt: { order: string; clientMessageId: string } | undefined;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      ({ pending }: InboxState) => pending,
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leaving.abort();
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('input, .primary')?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('template')) this.#fields = listFields(this.template);
    if (this.sentId !== undefined) this.#followSent(this.sentId);
  }

  protected override render() {
    const isSending = this.sentId !== undefined || this.isStarting;
    return html`<form @submit=${this.#handleSubmit} novalidate>
      <div class="scroller">
        <div class="blanks">
          <h3>${t(this.#fields.length === 0 ? 'templates.nothingToFill' : 'templates.fill')}</h3>
          ${this.#fields.map((field, index) => this.#renderInput(field, index))}
        </div>
        <div class="preview" role="group" aria-labelledby="preview">
          <h3 id="preview">${t('templates.preview', { name: this.name })}</h3>
          <chasqui-bubble outgoing first .content=${this.#content}></chasqui-bubble>
        </div>
      </div>
      ${
        this.problem === ''
          ? nothing
          : html`<p class="refusal" role="alert">
              ${icon('alert', 16)}<span>${this.problem}</span>
            </p>`
      }
      <footer>
        <p>${t('templates.price', { category: categoryWord(this.template).toLowerCase() })}</p>
        <button
          type="button"
          class="button"
          @click=${() => this.dispatchEvent(new TemplatePickerEndEvent(false))}
        >
          ${t('templates.cancel')}
        </button>
        <button type="submit" class="button primary" aria-disabled=${isSending ? 'true' : nothing}>
          ${isSending ? html`<span class="spinner"></span>` : icon('send', 18)}
          ${t('templates.send')}
        </button>
      </footer>
    </form>`;
  }

  #renderInput(field: TemplateField, index: number) {
    const { key, label, example, maxLength, isRequired, isMoment, fileKind } = field;
    const fileName = this.fileNames.get(key);
    return renderField({
      name: `blank-${index}`,
      type: isMoment ? 'datetime-local' : 'text',
      ...{ label, isRequired, value: fileName ?? this.typed.get(key) ?? '' },
      isReadOnly: fileName !== undefined,
      inside: fileKind === undefined ? nothing : this.#renderFileButton(field, index),
      placeholder: example,
      hint: maxLength === undefined ? undefined : t('templates.atMost', { count: maxLength }),
      problem:
        this.uploadProblems.get(key) ?? (this.isChecked ? this.#problemOf(field) : undefined),
      onInput: (value) => {
        this.typed = new Map(this.typed).set(key, value);
        this.problem = '';
      },
    });
  }

  #renderFileButton(field: TemplateField, index: number) {
    if (this.uploadingKey === field.key) return html`<span class="spinner inside"></span>`;
    const isChosen = this.fileNames.has(field.key);
    const words = t(isChosen ? 'templates.dropFile' : 'templates.chooseFile');
    return html`<input
        type="file"
        hidden
        id="file-${index}"
        accept=${MEDIA_LIMITS[field.fileKind ?? 'document'].types.join(',')}
        @change=${(event: Event) => {
          const [file] = (event.target as HTMLInputElement).files ?? [];
          if (file) void this.#uploadFile(field, file);
        }}
      />
      <button
        type="button"
        class="icon-button"
        aria-label=${words}
        title=${words}
        @click=${() => {
          if (isChosen) this.#takeFile(field, undefined);
          else this.renderRoot.querySelector<HTMLElement>(`#file-${index}`)?.click();
        }}
      >
        ${icon(isChosen ? 'close' : 'file', 18)}
      </button>`;
  }

  /** The file goes to our server now, and to Meta with the message. */
  async #uploadFile(field: TemplateField, file: File): Promise<void> {
    if (this.uploadingKey !== undefined) return;
    this.uploadingKey = field.key;
    this.uploadProblems = new Map();
    try {
      const options = { kind: field.fileKind ?? 'document', signal: this.#leaving.signal };
      const { api } = this.store;
      const { id } = await api.uploadMedia(file, { ...options, onProgress: () => undefined });
      this.#takeFile(field, { id, name: file.name });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.uploadProblems = new Map([[field.key, t('templates.uploadFailed', { reason })]]);
    } finally {
      this.uploadingKey = undefined;
    }
  }

  /** The upload takes the place of the link, or leaves it again. */
  #takeFile(field: TemplateField, file: { id: string; name: string } | undefined): void {
    const { id, filename } = fileKeysOf(field);
    const typed = new Map(this.typed);
    const names = new Map(this.fileNames);
    for (const key of [field.key, id, filename]) typed.delete(key);
    names.delete(field.key);
    if (file) {
      typed.set(id, file.id);
      names.set(field.key, file.name);
      // Only documents have a name at WhatsApp.
      if (field.fileKind === 'document') typed.set(filename, file.name);
    }
    this.typed = typed;
    this.fileNames = names;
    this.problem = '';
  }

  #problemOf(field: TemplateField): string | undefined {
    const { key, isRequired, maxLength, fileKind } = field;
    const value = this.#values.get(
      fileKind && this.fileNames.has(key) ? fileKeysOf(field).id : key,
    );
    if (value === undefined) return isRequired ? t('templates.missing') : undefined;
    if (field.isMoment && new Date(value).getTime() <= Date.now()) return t('templates.over');
    const over = [...value].length - (maxLength ?? Infinity);
    return over > 0 ? t('templates.tooLong', { count: over }) : undefined;
  }

  get #values(): ReadonlyMap<string, string> {
    const trimmed = [...this.typed].map(([key, value]) => [key, value.trim()] as const);
    return new Map(trimmed.filter(([, value]) => value !== ''));
  }

  get #content(): TemplateContent {
    const { name, language, category } = this.template;
    const rendered = previewTemplate(this.template, this.#values);
    return { kind: 'template', name, language, category, components: [], rendered };
  }

  #handleSubmit(event: Event): void {
    event.preventDefault();
    const isBusy = this.sentId !== undefined || this.isStarting;
    if (isBusy || this.uploadingKey !== undefined) return;
    this.isChecked = true;
    const wrong = this.#fields.findIndex((field) => this.#problemOf(field) !== undefined);
    if (wrong >= 0) {
      this.renderRoot.querySelector<HTMLElement>(`#blank-${wrong}`)?.focus();
      return;
    }
    this.problem = '';
    const variables = toVariables(this.template, this.#values);
    const order = { id: this.template.id, variables };
    if (this.phone !== '') void this.#startChat(order);
    else this.sentId = this.store.sendTemplate(this.contactId, { order, content: this.#content });
  }

  /** Nobody stands for a new number until the server has the message: its answer is waited for. */
  async #startChat(order: TemplateOrder): Promise<void> {
    const text = JSON.stringify(order);
    if (this.#attempt?.order !== text) {
      this.#attempt = { order: text, clientMessageId: this.store.createClientMessageId() };
    }
    this.isStarting = true;
    try {
      const { clientMessageId } = this.#attempt;
      const contact = await this.store.startChat(this.phone, order, clientMessageId);
      this.dispatchEvent(new TemplatePickerEndEvent(true, contact.id));
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.isStarting = false;
    }
  }

  #followSent(id: string): void {
    const { pending } = this.store.state;
    const own = pending.find(({ clientMessageId }) => clientMessageId === id);
    const isBehind = pending.some(
      (other) => other !== own && other.contactId === own?.contactId && other.state !== 'refused',
    );
    if (own?.state === 'refused') {
      this.sentId = undefined;
      this.problem = own.reason ?? '';
      this.store.discardPending(id);
    } else if (own?.state !== 'sending' || isBehind) {
      this.sentId = undefined;
      this.dispatchEvent(new TemplatePickerEndEvent(true));
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-template-form': TemplateForm;
  }
}

import { LitElement, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { ApiError } from '../../api/api-error.ts';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { ChatChosenEvent } from '../conversation-list/conversation-list.ts';
import type { TemplatePickerEndEvent } from '../template-picker/template-picker-events.ts';
import { newChatStyles } from './new-chat.styles.ts';

/**
 * Writing first: a number. Whoever is known by it opens as a chat, whose composer knows what can be
 * sent; somebody new gets a template, as WhatsApp takes nothing else before they have written.
 *
 * @fires chasqui-chat-chosen - with whom it is
 * @fires chasqui-new-chat-end - given up
 */
@customElement('chasqui-new-chat')
export class NewChat extends LitElement {
  static override styles = [baseStyles, newChatStyles];

  @query('#phone') private readonly phoneField!: HTMLInputElement;

  @state() private phoneProblem = '';
  @state() private problem = '';
  @state() private isBusy = false;
  /** The number a template is being chosen for. */
  @state() private newPhone: string | undefined;

  @property({ attribute: false }) store!: InboxStore;
  /** What the number field starts with. */
  @property() phone = '';

  override focus(options?: FocusOptions): void {
    const picker = this.renderRoot.querySelector('chasqui-template-picker');
    (picker ?? this.phoneField)?.focus(options);
  }

  protected override render() {
    return html`${this.#renderForm()}
    ${
      this.newPhone === undefined
        ? nothing
        : html`<chasqui-template-picker
            .store=${this.store}
            .phone=${this.newPhone}
            .name=${this.newPhone}
            @chasqui-template-picker-end=${this.#endPicking}
          ></chasqui-template-picker>`
    }`;
  }

  #renderForm() {
    return html`<form
      @submit=${this.#handleSubmit}
      novalidate
      ?inert=${this.newPhone !== undefined}
    >
      <h2>${t('newChat.title')}</h2>
      <label for="phone">${t('newChat.label')}</label>
      <input
        id="phone"
        type="tel"
        autocomplete="off"
        dir="ltr"
        .value=${this.phone}
        aria-describedby="phone-hint ${this.phoneProblem === '' ? '' : 'phone-problem'}"
        aria-invalid=${this.phoneProblem === '' ? nothing : 'true'}
      />
      ${
        this.phoneProblem === ''
          ? nothing
          : html`<p class="problem" id="phone-problem" role="alert">${this.phoneProblem}</p>`
      }
      <p class="hint" id="phone-hint">${t('newChat.hint')} ${t('newChat.note')}</p>
      ${this.problem === '' ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      <div class="actions">
        <button
          type="button"
          class="button"
          @click=${() => this.dispatchEvent(new Event('chasqui-new-chat-end', { bubbles: true }))}
        >
          ${t('newChat.cancel')}
        </button>
        <button
          type="submit"
          class="button primary"
          aria-disabled=${this.isBusy ? 'true' : nothing}
        >
          ${this.isBusy ? html`<span class="spinner"></span>` : nothing}${t('newChat.start')}
        </button>
      </div>
    </form>`;
  }

  async #handleSubmit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isBusy) return;
    const phone = this.phoneField.value.trim();
    this.problem = '';
    this.phoneProblem = /\d{5}/.test(phone.replace(/[\s().-]/g, '')) ? '' : t('newChat.needNumber');
    if (this.phoneProblem !== '') return this.phoneField.focus();
    this.isBusy = true;
    try {
      const contactId = await this.#findContactId(phone);
      if (contactId === undefined) await this.#pickTemplate(phone);
      else this.dispatchEvent(new ChatChosenEvent(contactId));
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.isBusy = false;
    }
  }

  async #findContactId(phone: string): Promise<string | undefined> {
    try {
      return (await this.store.findContact(phone)).id;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  async #pickTemplate(phone: string): Promise<void> {
    try {
      await import('../template-picker/template-picker.ts');
    } catch {
      throw new Error(t('panel.loadFailed'));
    }
    this.newPhone = phone;
    await this.updateComplete;
    await this.renderRoot.querySelector('chasqui-template-picker')?.updateComplete;
    this.focus();
  }

  async #endPicking({ contactId }: TemplatePickerEndEvent): Promise<void> {
    this.newPhone = undefined;
    if (contactId !== undefined) {
      this.dispatchEvent(new ChatChosenEvent(contactId));
      return;
    }
    await this.updateComplete;
    this.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-new-chat': NewChat;
  }
}

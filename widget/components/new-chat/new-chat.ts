import { LitElement, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { ChatChosenEvent } from '../conversation-list/conversation-list.ts';
import { newChatStyles } from './new-chat.styles.ts';

/**
 * Writing first: a number and a text. The conversation opens as soon as the server has the message.
 *
 * @fires chasqui-chat-chosen - with whom the message went to
 * @fires chasqui-new-chat-end - given up
 */
@customElement('chasqui-new-chat')
export class NewChat extends LitElement {
  static override styles = [baseStyles, newChatStyles];

  @query('#phone') private readonly phoneField!: HTMLInputElement;
  @query('#text') private readonly textField!: HTMLTextAreaElement;

  @state() private phoneProblem = '';
  @state() private problem = '';
  @state() private isBusy = false;

  @property({ attribute: false }) store!: InboxStore;
  /** What the number field starts with. */
  @property() phone = '';

  /** One form, one message: pressing Send again after a failure must not make a second one. */
  #attempt: { phone: string; text: string; clientMessageId: string } | undefined;

  override focus(options?: FocusOptions): void {
    (this.phone === '' ? this.phoneField : this.textField)?.focus(options);
  }

  protected override render() {
    return html`<form @submit=${this.#handleSubmit} novalidate>
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
      <p class="hint" id="phone-hint">${t('newChat.hint')}</p>
      <label for="text">${t('newChat.message')}</label>
      <textarea id="text" rows="4" dir="auto" maxlength="4096"></textarea>
      <p class="hint">${t('newChat.note')}</p>
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
    const text = this.textField.value.trim();
    this.phoneProblem = /\d{5}/.test(phone.replace(/[\s().-]/g, '')) ? '' : t('newChat.needNumber');
    this.problem = text === '' ? t('newChat.needMessage') : '';
    if (this.phoneProblem !== '') return this.phoneField.focus();
    if (this.problem !== '') return this.textField.focus();
    this.isBusy = true;
    try {
      if (this.#attempt?.phone !== phone || this.#attempt.text !== text) {
        this.#attempt = { phone, text, clientMessageId: this.store.createClientMessageId() };
      }
      const contact = await this.store.startChat(phone, text, this.#attempt.clientMessageId);
      this.dispatchEvent(new ChatChosenEvent(contact.id));
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.isBusy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-new-chat': NewChat;
  }
}

import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Contact } from '../../../backend/contract/contact.ts';
import { formatPhone } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { isGroup } from '../../store/contact-name.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import { contactDetailsStyles } from './contact-details.styles.ts';

/** By what a customer or group is known, and the question for a customer's number where it is not. */
@customElement('chasqui-contact-details')
export class ContactDetails extends LitElement {
  static override styles = [baseStyles, contactDetailsStyles];

  @property({ attribute: false }) store!: InboxStore;
  @property({ attribute: false }) contact!: Contact;
  /** Whether a message may be written now. */
  @property({ type: Boolean, attribute: 'can-ask' }) canAsk = false;

  @state() private asking: 'idle' | 'busy' | 'asked' = 'idle';
  @state() private problem = '';
  @state() private isCopied = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('contact') || changed.get('contact')?.id === this.contact.id) return;
    this.asking = 'idle';
    this.problem = '';
    this.isCopied = false;
  }

  protected override render() {
    const { phone_number, username, user_id } = this.contact;
    if (isGroup(this.contact) && user_id !== null) {
      return html`<dl>${this.#renderId(t('details.groupId'), user_id.replace(/^group:/, ''))}</dl>`;
    }
    return html`<dl>
        ${this.#renderRow(
          t('details.phone'),
          phone_number === null ? undefined : formatPhone(phone_number),
        )}
        ${username === null ? nothing : this.#renderRow(t('details.username'), `@${username}`)}
        ${user_id === null ? nothing : this.#renderId(t('details.userId'), user_id)}
      </dl>
      ${phone_number === null ? this.#renderAsk() : nothing}`;
  }

  #renderRow(label: string, value: string | undefined) {
    return html`<dt>${label}</dt>
      <dd>
        ${
          value === undefined
            ? html`<span class="unknown">${t('details.unknown')}</span>`
            : html`<bdi>${value}</bdi>`
        }
      </dd>`;
  }

  #renderId(label: string, id: string) {
    return html`<dt>${label}</dt>
      <dd>
        <code>${id}</code>
        <button
          type="button"
          class="icon-button copy"
          aria-label=${t('details.copy', { what: label })}
          title=${t('details.copy', { what: label })}
          @click=${() => void this.#copy(id)}
        >
          ${icon(this.isCopied ? 'check' : 'copy', 18)}
        </button>
        <span class="visually-hidden" role="status"
          >${this.isCopied ? t('details.copied') : nothing}</span
        >
      </dd>`;
  }

  #renderAsk() {
    if (this.asking === 'asked') return html`<p role="status">${t('details.asked')}</p>`;
    const isReady = this.canAsk && this.asking === 'idle';
    return html`<button
        type="button"
        class="button ask"
        aria-disabled=${!isReady}
        @click=${this.#ask}
      >
        ${t('details.ask')}
      </button>
      ${this.canAsk ? nothing : html`<p>${t('details.askClosed')}</p>`}
      ${this.problem === '' ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}`;
  }

  #ask = async (): Promise<void> => {
    if (!this.canAsk || this.asking !== 'idle') return;
    this.asking = 'busy';
    this.problem = '';
    try {
      await this.store.askForPhone(this.contact.id, t('details.askText'));
      this.asking = 'asked';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problem = t('details.askFailed', { reason });
      this.asking = 'idle';
    }
  };

  /** Where the clipboard may not be written (no https, no permission), the text is selected instead. */
  async #copy(id: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(id);
      this.isCopied = true;
    } catch {
      const code = this.renderRoot.querySelector('code');
      if (code) getSelection()?.selectAllChildren(code);
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-contact-details': ContactDetails;
  }
}

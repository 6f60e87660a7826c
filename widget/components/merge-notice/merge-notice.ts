import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { baseStyles } from '../../styles/base.styles.ts';

/** Tells in a chat that two customers turned out to be one, and makes two of them again on demand. */
@customElement('chasqui-merge-notice')
export class MergeNotice extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        margin: 12px auto;
        max-inline-size: 360px;
        padding: 8px 12px;
        border: 1px solid var(--chasqui-border);
        border-radius: var(--chasqui-radius-md);
        background: var(--chasqui-bg);
        color: var(--chasqui-text-2);
        font: 400 var(--chasqui-fs-2) var(--chasqui-font);
        text-align: center;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 8px;
        margin-block-start: 8px;
      }
      .problem {
        color: var(--chasqui-bad-text);
      }
    `,
  ];

  @property({ attribute: false }) store!: InboxStore;
  @property() contactId = '';
  @property() mergeId = '';

  @state() private step: 'told' | 'asking' | 'busy' = 'told';
  @state() private problem = '';

  protected override render() {
    const isAsking = this.step !== 'told';
    return html`<p>${t(isAsking ? 'merge.confirm' : 'merge.text')}</p>
      ${this.problem === '' ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      <div class="actions">${isAsking ? this.#renderQuestion() : this.#renderUndo()}</div>`;
  }

  #renderUndo() {
    return html`<button type="button" class="button undo" @click=${() => this.#show('asking')}>
      ${t('merge.undo')}
    </button>`;
  }

  #renderQuestion() {
    return html`<button
        type="button"
        class="button danger yes"
        aria-disabled=${this.step === 'busy'}
        @click=${this.#separate}
      >
        ${t('merge.confirmYes')}
      </button>
      <button type="button" class="button no" @click=${() => this.#show('told')}>
        ${t('merge.confirmNo')}
      </button>`;
  }

  /** The button that was pressed goes away: focus moves to the safe one of those that come. */
  async #show(step: 'told' | 'asking'): Promise<void> {
    this.step = step;
    this.problem = '';
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(step === 'asking' ? '.no' : '.undo')?.focus();
  }

  #separate = async (): Promise<void> => {
    if (this.step === 'busy') return;
    this.step = 'busy';
    try {
      await this.store.undoMerge(this.contactId, this.mergeId);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problem = t('merge.failed', { reason });
    } finally {
      this.step = 'told';
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-merge-notice': MergeNotice;
  }
}

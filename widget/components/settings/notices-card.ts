import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { AccountNotice } from '../../../backend/contract/account-notice.ts';
import { formatMoment } from '../../i18n/format.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import type { SettingsStore } from './settings-store.ts';
import { cardStyles } from './settings.styles.ts';
import { t } from './settings-words.ts';

const SHOWN = 10;
const TONES = { info: '', warning: 'degraded', critical: 'disconnected' } as const;

/** What Meta told of the account or the number as a whole. Nothing where Meta told nothing. */
@customElement('chasqui-notices-card')
export class NoticesCard extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      :host([hidden]) {
        display: none;
      }
      li {
        padding-block: 8px;
        border-block-end: 1px solid var(--chasqui-border);
      }
      li:last-child {
        border: 0;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        align-items: center;
        margin: 0;
      }
      time {
        color: var(--chasqui-text-2);
        font: 400 var(--chasqui-fs-2) var(--chasqui-font);
      }
      pre {
        margin: 6px 0 0;
        padding: 8px;
        border-radius: var(--chasqui-radius-sm);
        background: var(--chasqui-bg-muted);
        font: 400 var(--chasqui-fs-2) var(--chasqui-font-mono);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) store!: Pick<SettingsStore, 'api'>;

  @state() private notices: readonly AccountNotice[] = [];
  @state() private problem = '';

  protected override willUpdate(): void {
    if (!this.hasUpdated) void this.#load();
    this.hidden = this.notices.length === 0 && this.problem === '';
  }

  protected override render() {
    return html`<section class="card" aria-labelledby="notices-title">
      <header><h3 id="notices-title">${t('notices.title')}</h3></header>
      <div class="body">
        <p class="text">${this.problem === '' ? t('notices.text') : this.problem}</p>
        <ul>
          ${this.notices.map((notice) => this.#renderNotice(notice))}
        </ul>
      </div>
    </section>`;
  }

  #renderNotice({
    severity,
    field,
    event,
    happenedAt,
    details,
    displayPhoneNumber,
  }: AccountNotice) {
    return html`<li>
      <p class="line">
        <span class="pill ${TONES[severity]}">${t(`notices.${severity}`)}</span>
        <strong>${toWords(field)}: ${toWords(event)}</strong>
        ${displayPhoneNumber === null ? nothing : html`<bdi>+${displayPhoneNumber.replace(/^\+/, '')}</bdi>`}
        <time datetime=${happenedAt}>${formatMoment(happenedAt, new Date())}</time>
      </p>
      <details>
        <summary>${t('notices.details')}</summary>
        <pre tabindex="0">${JSON.stringify(details, null, 2)}</pre>
      </details>
    </li>`;
  }

  async #load(): Promise<void> {
    try {
      this.notices = (await this.store.api.listAccountNotices(SHOWN)).notices;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problem = t('notices.failed', { reason });
    }
  }
}

/** Meta's names are English words in capitals; they are what its own pages explain. */
function toWords(name: string): string {
  const words = name.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-notices-card': NoticesCard;
  }
}

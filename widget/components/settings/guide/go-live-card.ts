import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { SetupGuide } from '../../../../backend/contract/setup-guide.ts';
import { formatMoment } from '../../../i18n/format.ts';
import { baseStyles } from '../../../styles/base.styles.ts';
import { icon } from '../../icon/icon.ts';
import { cardStyles } from '../settings.styles.ts';
import { t } from '../settings-words.ts';
import { countDone } from './guide-progress.ts';
import { progressStyles } from './progress.styles.ts';

/**
 * What is left to do before customers can write, beside the settings of a number that is not live.
 * @fires chasqui-guide-wanted
 */
@customElement('chasqui-go-live-card')
export class GoLiveCard extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    progressStyles,
    css`
      :host {
        display: block;
      }
      li {
        display: flex;
        gap: 10px;
        padding-block: 8px;
        border-block-start: 1px solid var(--chasqui-border);
      }
      li:first-child {
        border: 0;
      }
      li span:not(.visually-hidden) {
        flex: 1;
      }
      .open {
        inline-size: 14px;
        block-size: 14px;
        flex: none !important;
        margin: 3px 2px;
        border: 1.5px dashed var(--chasqui-border-control);
        border-radius: 50%;
      }
      .icon {
        color: var(--chasqui-ok);
      }
      time {
        color: var(--chasqui-text-2);
        font: 400 var(--chasqui-fs-2) / 20px var(--chasqui-font);
      }
    `,
  ];

  @property({ attribute: false }) guide!: SetupGuide;

  protected override render() {
    const { steps } = this.guide;
    const words = t('live.progress', { count: countDone(this.guide), total: steps.length });
    return html`<section class="card" aria-labelledby="live-title">
      <header>
        <h3 id="live-title">${t('live.title')}</h3>
        <span class="pill">${words}</span>
      </header>
      <div class="body">
        <progress max=${steps.length} value=${countDone(this.guide)} aria-label=${words}></progress>
        <ul>
          ${steps.map(
            ({ id, isDone, doneAt }) =>
              html`<li>
                ${isDone ? icon('check-circle', 18) : html`<span class="open"></span>`}
                <span>${t(`live.${id}`)}</span>
                <span class="visually-hidden">${t(isDone ? 'live.done' : 'live.open')}</span>
                ${doneAt ? html`<time>${formatMoment(doneAt, new Date())}</time>` : ''}
              </li>`,
          )}
        </ul>
        <button
          type="button"
          class="button"
          @click=${() => this.dispatchEvent(new Event('chasqui-guide-wanted'))}
        >
          ${t('live.continue')}
        </button>
      </div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-go-live-card': GoLiveCard;
  }
}

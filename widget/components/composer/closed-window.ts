import { html, nothing } from 'lit';
import { formatDateAndTime } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { icon } from '../icon/icon.ts';

export interface ClosedWindowOptions {
  name: string;
  /** ISO 8601; null: never. */
  lastWroteAt: string | null;
  /** Typed before the window closed; empty: nothing. */
  keptText: string;
  onTemplate: () => void;
}

/** Instead of the field: why only a template reaches this customer now. */
export function renderClosedWindow(options: ClosedWindowOptions) {
  const { name, lastWroteAt, keptText, onTemplate } = options;
  return html`<div class="closed">
    <span class="disc">${icon('lock')}</span>
    <div>
      <h2>${t(lastWroteAt === null ? 'composer.neverTitle' : 'composer.closedTitle')}</h2>
      <p>
        ${
          lastWroteAt === null
            ? t('composer.neverText', { name })
            : t('composer.closedText', {
                name,
                date: formatDateAndTime(lastWroteAt, new Date()),
              })
        }
      </p>
      ${
        keptText === ''
          ? nothing
          : html`<p class="kept" dir="auto">${t('composer.keptDraft', { text: keptText })}</p>`
      }
      <button type="button" class="button primary" @click=${onTemplate}>
        ${icon('template', 18)} ${t('composer.chooseTemplate')}
      </button>
    </div>
  </div>`;
}

import { html } from 'lit';
import { t } from '../../i18n/inbox-words.ts';

/** Stands for rows that are on their way; hidden at first, since most come before it is noticed. */
export function renderListSkeleton(isHidden: boolean) {
  return html`<div class="skeleton" role="status" ?hidden=${isHidden}>
    <span class="visually-hidden">${t('list.loading')}</span>
    ${[1, 2, 3, 4, 5].map(
      () =>
        html`<div class="bone-row">
          <i class="disc"></i><span><i></i><i></i></span>
        </div>`,
    )}
  </div>`;
}

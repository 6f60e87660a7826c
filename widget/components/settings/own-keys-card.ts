import { html } from 'lit';
import { icon } from '../icon/icon.ts';
import { t } from './settings-words.ts';

const REASONS = [
  { icon: 'key', title: 'why.bank', text: 'why.bankText' },
  { icon: 'check-circle', title: 'why.bill', text: 'why.billText' },
  { icon: 'lock', title: 'why.yours', text: 'why.yoursText' },
] as const;

/** Why a business brings keys of its own, in plain words. */
export function renderOwnKeysCard() {
  return html`<section class="card" aria-labelledby="why-title">
    <header><h3 id="why-title">${t('why.title')}</h3></header>
    <ul class="body">
      ${REASONS.map(
        (reason) =>
          html`<li class="result ok">
            ${icon(reason.icon, 18)}
            <span><strong>${t(reason.title)}</strong><br />${t(reason.text)}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

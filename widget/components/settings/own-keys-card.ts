import { css, html } from 'lit';
import { settingsIcon } from './settings-icon.ts';
import { t } from './settings-words.ts';

const REASONS = [
  { icon: 'bank', title: 'why.bank', text: 'why.bankText' },
  { icon: 'card', title: 'why.bill', text: 'why.billText' },
  { icon: 'lock', title: 'why.yours', text: 'why.yoursText' },
] as const;

export const ownKeysStyles = css`
  .reason {
    display: flex;
    gap: 12px;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .reason .mark {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 28px;
    block-size: 28px;
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-accent-soft);
    color: var(--chasqui-accent-text);
  }
  .reason strong {
    display: block;
    color: var(--chasqui-text);
    font: 500 var(--chasqui-fs-3-dense) var(--chasqui-font);
  }
`;

/** Why a business brings keys of its own, in plain words. */
export function renderOwnKeysCard() {
  return html`<section class="card" aria-labelledby="why-title">
    <header><h3 id="why-title">${t('why.title')}</h3></header>
    <ul class="body">
      ${REASONS.map(
        ({ icon, title, text }) =>
          html`<li class="reason">
            <span class="mark">${settingsIcon(icon, 16)}</span>
            <span><strong>${t(title)}</strong>${t(text)}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}

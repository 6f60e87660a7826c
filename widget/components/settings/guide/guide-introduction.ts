import { html } from 'lit';
import { GUIDE_STEPS } from './guide-steps.ts';
import { t } from './guide-words.ts';

/** The whole way at a glance, and its two beginnings. */
export function renderIntroduction(options: { onBegin: () => void; onLeave: () => void }) {
  return html`<div class="page">
    <div class="intro">
      <div>
        <h2>${t('guide.title')}</h2>
        <p class="lead">${t('guide.intro')}</p>
      </div>
      ${renderArt()}
    </div>
    <ol class="steps">
      ${GUIDE_STEPS.map(
        ({ id, minutes }, at) =>
          html`<li class=${at === 0 ? 'current' : ''}>
            <span class="mark">${at + 1}</span>
            <div class="step">
              <p class="line">
                <span class="title">${t(`${id}.title`)}</span>
                <span class="time">${t('guide.minutes', { count: minutes })}</span>
              </p>
              <p class="summary">${t(`${id}.summary`)}</p>
            </div>
          </li>`,
      )}
    </ol>
    <div class="ways">
      <button type="button" class="button primary" @click=${options.onBegin}>
        ${t('guide.begin')}
      </button>
      <button type="button" class="button" @click=${options.onLeave}>${t('guide.leave')}</button>
    </div>
  </div>`;
}

/** Two bubbles, ours in front. */
function renderArt() {
  return html`<svg class="art" width="64" height="50" viewBox="0 0 64 50" aria-hidden="true">
    <path
      class="back"
      d="M8 2h30a6 6 0 0 1 6 6v16a6 6 0 0 1-6 6H17l-6 7v-7H8a6 6 0 0 1-6-6V8a6 6 0 0 1 6-6Z"
    />
    <path
      class="front"
      d="M26 15h30a6 6 0 0 1 6 6v14a6 6 0 0 1-6 6h-1v7l-7-7H26a6 6 0 0 1-6-6V21a6 6 0 0 1 6-6Z"
    />
    <path class="stroke" d="M29 24h24M29 31h14" />
  </svg>`;
}

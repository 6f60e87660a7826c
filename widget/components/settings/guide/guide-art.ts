import { html } from 'lit';

/** Two bubbles, ours in front. */
export function guideArt() {
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

import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** Chasqui's own mark, a bubble with two lines. Apart from icon.ts, because the launcher needs only this. */
export function brandGlyph(size: number): TemplateResult {
  return html`<svg
    width=${size}
    height=${size}
    viewBox="0 0 30 30"
    aria-hidden="true"
    focusable="false"
  >
    <path
      fill="currentColor"
      d="M8.5 5h13A4.5 4.5 0 0 1 26 9.5v6.8a4.5 4.5 0 0 1-4.5 4.5h-6.2l-5 4.3c-.6.5-1.5.1-1.5-.7v-3.6h-.3A4.5 4.5 0 0 1 4 16.3V9.5A4.5 4.5 0 0 1 8.5 5Z"
    />
    <path
      stroke="var(--glyph-line, var(--chasqui-accent))"
      stroke-width="2"
      stroke-linecap="round"
      d="M9.7 10.7h10.6M9.7 15h6.4"
    />
  </svg>`;
}

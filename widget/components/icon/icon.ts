import { html, svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';

/**
 * Our own glyphs on a 20 px grid: 1.5 px strokes with round ends, in the colour of the text around
 * them. Drawn for Chasqui; none is another company's mark.
 */
const GLYPHS = {
  chats: svg`<path d="M4.5 3.5h11a2 2 0 0 1 2 2v6.5a2 2 0 0 1-2 2H8l-3.6 3v-3a2 2 0 0 1-1.9-2V5.5a2 2 0 0 1 2-2Z"/><path d="M6 7.3h8M6 10.3h5"/>`,
  settings: svg`<path d="m10 2.2 6.3 3.7v8.2L10 17.8l-6.3-3.7V5.9Z"/><circle cx="10" cy="10" r="2.6"/>`,
  compose: svg`<path d="M9.5 4H5.2A1.7 1.7 0 0 0 3.5 5.7v9.1a1.7 1.7 0 0 0 1.7 1.7h9.1a1.7 1.7 0 0 0 1.7-1.7v-4.3"/><path d="m8 12 .5-2.6 6.7-6.7 2.1 2.1-6.7 6.7Z"/>`,
  expand: svg`<path d="M12 3.5h4.5V8M16.5 3.5l-5 5M8 16.5H3.5V12M3.5 16.5l5-5"/>`,
  shrink: svg`<path d="M16.5 3.5 11.5 8.5M11.5 4.5v4h4M3.5 16.5l5-5M4.5 11.5h4v4"/>`,
  close: svg`<path d="m4.5 4.5 11 11m0-11-11 11"/>`,
  back: svg`<path d="m12 4.5-5.5 5.5 5.5 5.5"/>`,
  'chevron-down': svg`<path d="m4.5 7.5 5.5 5.5 5.5-5.5"/>`,
  search: svg`<circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4 4"/>`,
  'search-none': svg`<circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4 4M6.8 8.8h4"/>`,
  more: svg`<g fill="currentColor" stroke="none"><circle cx="10" cy="4.5" r="1.4"/><circle cx="10" cy="10" r="1.4"/><circle cx="10" cy="15.5" r="1.4"/></g>`,
  plus: svg`<path d="M10 4v12M4 10h12"/>`,
  send: svg`<path d="M4 3.6 17.2 10 4 16.4l1.7-6.4Z" fill="currentColor" stroke-width="1.2"/>`,
  'arrow-down': svg`<path d="M10 4v12m-4.5-4.5L10 16l4.5-4.5"/>`,
  check: svg`<path d="m4.5 10.5 3.8 3.8 7.2-8.3"/>`,
  'check-circle': svg`<circle cx="10" cy="10" r="7"/><path d="m7 10.3 2.2 2.2 4-4.7"/>`,
  clock: svg`<circle cx="10" cy="10" r="7"/><path d="M10 6v4.2l2.6 1.6"/>`,
  alert: svg`<path d="M10 3.2 17.5 16.3h-15Z"/><path d="M10 8v3.8"/><circle cx="10" cy="13.9" r=".8" fill="currentColor" stroke="none"/>`,
  'alert-circle': svg`<circle cx="10" cy="10" r="7"/><path d="M10 6.3v4.4"/><circle cx="10" cy="13.4" r=".9" fill="currentColor" stroke="none"/>`,
  place: svg`<path d="M10 17.5s5.5-5 5.5-9a5.5 5.5 0 0 0-11 0c0 4 5.5 9 5.5 9Z"/><circle cx="10" cy="8.4" r="2"/>`,
  forward: svg`<path d="M12 4.5 16.5 9 12 13.5M16.5 9h-8a5 5 0 0 0-5 5v1.5"/>`,
  megaphone: svg`<path d="M4 8v4l2.5.3L14.5 16V4L6.5 7.7ZM7 12.5l1 4M17 8.5v3"/>`,
  reply: svg`<path d="M8 4.5 3.5 9 8 13.5M3.5 9h8a5 5 0 0 1 5 5v1.5"/>`,
  info: svg`<circle cx="10" cy="10" r="7"/><path d="M10 9.3v4.2"/><circle cx="10" cy="6.6" r=".9" fill="currentColor" stroke="none"/>`,
  user: svg`<circle cx="10" cy="6.8" r="3"/><path d="M4.3 16.3c.4-3 2.6-4.7 5.7-4.7s5.3 1.7 5.7 4.7"/>`,
  pin: svg`<path d="M7.2 3h5.6l-.7 5.2 2.4 2.6v1.3H5.5v-1.3l2.4-2.6Z"/><path d="M10 12.3V17"/>`,
  'pin-filled': svg`<path d="M7.2 3h5.6l-.7 5.2 2.4 2.6v1.3H5.5v-1.3l2.4-2.6Z" fill="currentColor"/><path d="M10 12.3V17"/>`,
  'mail-open': svg`<path d="M3.2 8.3 10 3.5l6.8 4.8v6.5a1.7 1.7 0 0 1-1.7 1.7H4.9a1.7 1.7 0 0 1-1.7-1.7Z"/><path d="m3.5 8.6 6.5 4 6.5-4"/>`,
  bell: svg`<path d="M4.5 14.3h11L14.3 12V8.5a4.3 4.3 0 0 0-8.6 0V12ZM8.3 16.8h3.4"/>`,
  plug: svg`<path d="M7 2.8v4M13 2.8v4M4.8 6.8h10.4v2.7a5.2 5.2 0 0 1-10.4 0ZM10 14.7v2.8"/>`,
  'cloud-off': svg`<path d="M2.8 7.2C4 6.2 5.3 5.5 6.7 5M9.5 4.4c2.8.1 5.5 1.1 7.7 2.8M5.3 10.2a7.5 7.5 0 0 1 3.2-1.5M12.5 9.2c.8.3 1.5.7 2.2 1.2M7.8 13a3.8 3.8 0 0 1 3.3-.3M3.5 3l13 13"/><circle cx="10" cy="15.8" r=".9" fill="currentColor" stroke="none"/>`,
  copy: svg`<rect x="7" y="7" width="9.5" height="9.5" rx="1.8"/><path d="M13 7V5.3a1.8 1.8 0 0 0-1.8-1.8H5.3a1.8 1.8 0 0 0-1.8 1.8v5.9A1.8 1.8 0 0 0 5.3 13H7"/>`,
  eye: svg`<path d="M2.5 10S5 4.8 10 4.8 17.5 10 17.5 10 15 15.2 10 15.2 2.5 10 2.5 10Z"/><circle cx="10" cy="10" r="2.4"/>`,
  'eye-off': svg`<path d="M2.5 10S5 4.8 10 4.8 17.5 10 17.5 10 15 15.2 10 15.2 2.5 10 2.5 10Z"/><circle cx="10" cy="10" r="2.4"/><path d="m3.5 3 13 14"/>`,
  lock: svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.8"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>`,
  'external-link': svg`<path d="M11.5 3.5h5v5M16.5 3.5l-7 7M14.5 11.5v3.3a1.7 1.7 0 0 1-1.7 1.7H5.2a1.7 1.7 0 0 1-1.7-1.7V7.2a1.7 1.7 0 0 1 1.7-1.7h3.3"/>`,
  'sign-out': svg`<path d="M8 3.5H5.2a1.7 1.7 0 0 0-1.7 1.7v9.6a1.7 1.7 0 0 0 1.7 1.7H8M12.5 6.5 16 10l-3.5 3.5M16 10H8"/>`,
  trash: svg`<path d="M3.8 5.5h12.4M8 5.5V3.3h4v2.2M5.3 5.5l.7 11h8l.7-11M8.5 8.5v5M11.5 8.5v5"/>`,
  refresh: svg`<path d="M16 5v3.8h-3.8M4 15v-3.8h3.8M15.5 8.5A6 6 0 0 0 5 6.7M4.5 11.5A6 6 0 0 0 15 13.3"/>`,
  file: svg`<path d="M11.5 2.8H6a1.6 1.6 0 0 0-1.6 1.6v11.2A1.6 1.6 0 0 0 6 17.2h8a1.6 1.6 0 0 0 1.6-1.6V6.9Z"/><path d="M11.3 2.8v4.3h4.3"/>`,
  template: svg`<rect x="3.5" y="3.5" width="13" height="13" rx="2"/><path d="M3.5 7.5h13M6.5 10.7h7M6.5 13.3h4.5"/>`,
  download: svg`<path d="M10 3v9.5M6 9l4 4 4-4M4 16.5h12"/>`,
  image: svg`<rect x="3" y="3.8" width="14" height="12.4" rx="2"/><circle cx="7.2" cy="8" r="1.3"/><path d="m3.5 14.5 4-3.6 2.8 2.4 3-3 3.4 3.3"/>`,
  play: svg`<path d="M6.5 4.2v11.6l9-5.8Z"/>`,
  pause: svg`<path d="M7 4.5v11M13 4.5v11" stroke-width="2.5"/>`,
  mic: svg`<rect x="7.3" y="2.8" width="5.4" height="9" rx="2.7"/><path d="M4.5 9.3a5.5 5.5 0 0 0 11 0M10 14.8v2.7"/>`,
} as const satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof GLYPHS;

/**
 * A glyph for a template: `${icon('send')}`. Decorative: the control around it carries the name.
 * @param size in px: 20, 18, 16 or 14.
 */
export function icon(name: IconName, size = 20): TemplateResult {
  return drawGlyph(GLYPHS[name], size, name);
}

/** The same for glyphs that a part loaded later brings with it. */
export function drawGlyph(glyph: SVGTemplateResult, size: number, name: string): TemplateResult {
  return html`<svg
    class="icon icon-${name}"
    width=${size}
    height=${size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${glyph}
  </svg>`;
}

import { css } from 'lit';

/**
 * The look in one table: colours in light and dark, type, space, radius, shadow, motion.
 *
 * They are custom properties set once, on `<chasqui-widget>`; custom properties inherit through
 * shadow roots, so every inner element reads them. A host page overrides any of them by setting it
 * on `chasqui-widget` in its own style sheet (outer rules win over `:host`). Pixels only: `rem`
 * belongs to the host page.
 */
const constantTokens = css`
  --chasqui-font:
    Inter, 'Segoe UI', system-ui, Roboto, 'Noto Sans', 'Noto Sans Arabic', 'Noto Color Emoji',
    sans-serif;
  --chasqui-font-mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono', monospace;
  --chasqui-fs-1: 11px/16px;
  --chasqui-fs-2: 12px/16px;
  --chasqui-fs-3: 13px/20px;
  --chasqui-fs-3-dense: 13px/18px;
  --chasqui-fs-4: 14px/20px;
  --chasqui-fs-5: 16px/24px;
  --chasqui-fs-6: 20px/28px;
  --chasqui-fs-7: 24px/32px;
  --chasqui-space-1: 4px;
  --chasqui-space-2: 8px;
  --chasqui-space-3: 12px;
  --chasqui-space-4: 16px;
  --chasqui-space-5: 20px;
  --chasqui-space-6: 24px;
  --chasqui-space-7: 32px;
  --chasqui-space-8: 40px;
  --chasqui-radius-xs: 4px;
  --chasqui-radius-sm: 6px;
  --chasqui-radius-md: 8px;
  --chasqui-radius-lg: 12px;
  --chasqui-radius-xl: 16px;
  --chasqui-radius-full: 999px;
  --chasqui-z-host: 2147483000;
  --chasqui-z-header: 10;
  --chasqui-z-pill: 15;
  --chasqui-z-scrim: 20;
  --chasqui-z-sheet: 21;
  --chasqui-z-menu: 30;
  --chasqui-z-dialog: 31;
  --chasqui-z-toast: 40;
  --chasqui-dur-1: 120ms;
  --chasqui-dur-2: 180ms;
  --chasqui-dur-3: 240ms;
  --chasqui-ease: cubic-bezier(0.2, 0.8, 0.2, 1);
`;

export const lightTokens = css`
  color-scheme: light;
  --chasqui-bg: #ffffff;
  --chasqui-bg-raised: #ffffff;
  --chasqui-bg-subtle: #f6f8f7;
  --chasqui-bg-muted: #ecefed;
  --chasqui-bg-canvas: #f1efea;
  --chasqui-bg-inverse: #1c2522;
  --chasqui-scrim: rgb(16 24 21 / 0.44);
  --chasqui-text: #141c19;
  --chasqui-text-2: #46524d;
  --chasqui-text-3: #5f6b65;
  --chasqui-text-inverse: #f3f6f4;
  --chasqui-text-inverse-2: #b7c2bd;
  --chasqui-border: #e3e7e5;
  --chasqui-border-strong: #ccd3cf;
  --chasqui-border-control: #7f8a85;
  --chasqui-accent: #0b7a5a;
  --chasqui-accent-hover: #09684c;
  --chasqui-accent-active: #07553f;
  --chasqui-on-accent: #ffffff;
  --chasqui-accent-text: #0a6a4e;
  --chasqui-accent-soft: #e3f3ec;
  --chasqui-accent-soft-hover: #d3ebdf;
  --chasqui-link: #0a5fae;
  --chasqui-focus: #0b6bc2;
  --chasqui-bubble-in: #ffffff;
  --chasqui-bubble-out: #d9f3e1;
  --chasqui-bubble-note: #fff1c9;
  --chasqui-bubble-quote: rgb(16 24 21 / 0.055);
  --chasqui-bubble-line: rgb(16 24 21 / 0.1);
  --chasqui-meta: #55625c;
  --chasqui-tick: #55625c;
  --chasqui-tick-read: #0a6cb0;
  --chasqui-ok: #118a4e;
  --chasqui-ok-text: #0b6b3c;
  --chasqui-ok-soft: #e4f5eb;
  --chasqui-ok-line: #a9dbbf;
  --chasqui-warn: #b86e00;
  --chasqui-warn-text: #7a4a00;
  --chasqui-warn-soft: #fff4db;
  --chasqui-warn-line: #efcf8f;
  --chasqui-bad: #d0372d;
  --chasqui-bad-text: #ad2820;
  --chasqui-bad-soft: #fdecea;
  --chasqui-bad-line: #f2b9b3;
  --chasqui-on-bad: #ffffff;
  --chasqui-info: #1268b8;
  --chasqui-info-text: #0a5596;
  --chasqui-info-soft: #e7f1fb;
  --chasqui-info-line: #b3d3f0;
  --chasqui-mark: #ffe58f;
  --chasqui-av-1: #dcebfa;
  --chasqui-av-1-text: #174f86;
  --chasqui-av-2: #fbe3dc;
  --chasqui-av-2-text: #8a3518;
  --chasqui-av-3: #e8e2fa;
  --chasqui-av-3-text: #4c379a;
  --chasqui-av-4: #ddf0e0;
  --chasqui-av-4-text: #1e5e33;
  --chasqui-av-5: #fbe9c6;
  --chasqui-av-5-text: #6e4700;
  --chasqui-av-6: #f8dfeb;
  --chasqui-av-6-text: #8a2458;
  --chasqui-av-7: #d8f0f0;
  --chasqui-av-7-text: #0e5a5e;
  --chasqui-av-8: #e6e8ea;
  --chasqui-av-8-text: #3e4850;
  --chasqui-shadow-1: 0 1px 1px rgb(16 24 21 / 0.07);
  --chasqui-shadow-2: 0 4px 12px -2px rgb(16 24 21 / 0.14), 0 0 0 1px rgb(16 24 21 / 0.07);
  --chasqui-shadow-3: 0 24px 64px -16px rgb(16 24 21 / 0.34), 0 0 0 1px rgb(16 24 21 / 0.07);
`;

export const darkTokens = css`
  color-scheme: dark;
  --chasqui-bg: #14191b;
  --chasqui-bg-raised: #1e2628;
  --chasqui-bg-subtle: #1a2123;
  --chasqui-bg-muted: #252d30;
  --chasqui-bg-canvas: #0d1113;
  --chasqui-bg-inverse: #e8edeb;
  --chasqui-scrim: rgb(0 0 0 / 0.6);
  --chasqui-text: #e8edeb;
  --chasqui-text-2: #b4bfba;
  --chasqui-text-3: #929e99;
  --chasqui-text-inverse: #141c19;
  --chasqui-text-inverse-2: #46524d;
  --chasqui-border: #283134;
  --chasqui-border-strong: #3a4548;
  --chasqui-border-control: #74817d;
  --chasqui-accent: #3dc797;
  --chasqui-accent-hover: #5bd5ab;
  --chasqui-accent-active: #7be0bf;
  --chasqui-on-accent: #04231a;
  --chasqui-accent-text: #5fd9ad;
  --chasqui-accent-soft: #15342a;
  --chasqui-accent-soft-hover: #1b4436;
  --chasqui-link: #7cc0ff;
  --chasqui-focus: #6db8ff;
  --chasqui-bubble-in: #1f282b;
  --chasqui-bubble-out: #104535;
  --chasqui-bubble-note: #3b3213;
  --chasqui-bubble-quote: rgb(0 0 0 / 0.18);
  --chasqui-bubble-line: rgb(255 255 255 / 0.12);
  --chasqui-meta: #a3b1ab;
  --chasqui-tick: #a3b5ad;
  --chasqui-tick-read: #67c7ff;
  --chasqui-ok: #35c27a;
  --chasqui-ok-text: #63d69a;
  --chasqui-ok-soft: #12301f;
  --chasqui-ok-line: #1f5637;
  --chasqui-warn: #eba83a;
  --chasqui-warn-text: #f2be66;
  --chasqui-warn-soft: #33270f;
  --chasqui-warn-line: #64491a;
  --chasqui-bad: #f0645a;
  --chasqui-bad-text: #ff938a;
  --chasqui-bad-soft: #3a1b19;
  --chasqui-bad-line: #72322d;
  --chasqui-on-bad: #2b0806;
  --chasqui-info: #58a9f2;
  --chasqui-info-text: #8ac5fa;
  --chasqui-info-soft: #14293c;
  --chasqui-info-line: #25496b;
  --chasqui-mark: #6b5410;
  --chasqui-av-1: #1b3855;
  --chasqui-av-1-text: #a9d2fa;
  --chasqui-av-2: #4f2a1e;
  --chasqui-av-2-text: #fbc3af;
  --chasqui-av-3: #362c62;
  --chasqui-av-3-text: #cfc3fb;
  --chasqui-av-4: #1e4029;
  --chasqui-av-4-text: #ace0bb;
  --chasqui-av-5: #4a3811;
  --chasqui-av-5-text: #f5d592;
  --chasqui-av-6: #4c2238;
  --chasqui-av-6-text: #f8bad7;
  --chasqui-av-7: #17403f;
  --chasqui-av-7-text: #a1e2e0;
  --chasqui-av-8: #30383c;
  --chasqui-av-8-text: #cbd4d8;
  --chasqui-shadow-1: 0 1px 1px rgb(0 0 0 / 0.3);
  --chasqui-shadow-2: 0 4px 12px -2px rgb(0 0 0 / 0.5), 0 0 0 1px rgb(255 255 255 / 0.09);
  --chasqui-shadow-3: 0 24px 64px -16px rgb(0 0 0 / 0.7), 0 0 0 1px rgb(255 255 255 / 0.09);
`;

/** For `<chasqui-widget>` alone; everything inside it inherits. */
export const tokenStyles = css`
  :host {
    ${constantTokens}
    ${lightTokens}
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${darkTokens}
    }
  }
  :host([theme='dark']) {
    ${darkTokens}
  }
`;

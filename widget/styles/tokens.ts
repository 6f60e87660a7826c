import { css } from 'lit';

/**
 * The look in one table: colours as `light-dark(light, dark)`, type, space, radius, shadow, motion.
 *
 * They are custom properties set once, on `<chasqui-widget>`; custom properties inherit through
 * shadow roots, so every inner element reads them. A host page overrides any of them by setting it
 * on `chasqui-widget` in its own style sheet (outer rules win over `:host`). Which side of a colour
 * holds is `color-scheme`'s matter: the system's for `theme="auto"`, otherwise the theme's. Pixels
 * only: `rem` belongs to the host page.
 */
export const tokenStyles = css`
  :host {
    color-scheme: light dark;
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
    --chasqui-bg: light-dark(#ffffff, #14191b);
    --chasqui-bg-raised: light-dark(#ffffff, #1e2628);
    --chasqui-bg-subtle: light-dark(#f6f8f7, #1a2123);
    --chasqui-bg-muted: light-dark(#ecefed, #252d30);
    --chasqui-bg-canvas: light-dark(#f1efea, #0d1113);
    --chasqui-bg-inverse: light-dark(#1c2522, #e8edeb);
    --chasqui-scrim: light-dark(rgb(16 24 21 / 0.44), rgb(0 0 0 / 0.6));
    --chasqui-text: light-dark(#141c19, #e8edeb);
    --chasqui-text-2: light-dark(#46524d, #b4bfba);
    --chasqui-text-3: light-dark(#5f6b65, #929e99);
    --chasqui-text-inverse: light-dark(#f3f6f4, #141c19);
    --chasqui-text-inverse-2: light-dark(#b7c2bd, #46524d);
    --chasqui-border: light-dark(#e3e7e5, #283134);
    --chasqui-border-strong: light-dark(#ccd3cf, #3a4548);
    --chasqui-border-control: light-dark(#7f8a85, #74817d);
    --chasqui-accent: light-dark(#0b7a5a, #3dc797);
    --chasqui-accent-hover: light-dark(#09684c, #5bd5ab);
    --chasqui-accent-active: light-dark(#07553f, #7be0bf);
    --chasqui-on-accent: light-dark(#ffffff, #04231a);
    --chasqui-accent-text: light-dark(#0a6a4e, #5fd9ad);
    --chasqui-accent-soft: light-dark(#e3f3ec, #15342a);
    --chasqui-accent-soft-hover: light-dark(#d3ebdf, #1b4436);
    --chasqui-link: light-dark(#0a5fae, #7cc0ff);
    --chasqui-focus: light-dark(#0b6bc2, #6db8ff);
    --chasqui-bubble-in: light-dark(#ffffff, #1f282b);
    --chasqui-bubble-out: light-dark(#d9f3e1, #104535);
    --chasqui-bubble-note: light-dark(#fff1c9, #3b3213);
    --chasqui-bubble-quote: light-dark(rgb(16 24 21 / 0.055), rgb(0 0 0 / 0.18));
    --chasqui-bubble-line: light-dark(rgb(16 24 21 / 0.1), rgb(255 255 255 / 0.12));
    --chasqui-meta: light-dark(#55625c, #a3b1ab);
    --chasqui-tick: light-dark(#55625c, #a3b5ad);
    --chasqui-tick-read: light-dark(#0a6cb0, #67c7ff);
    --chasqui-ok: light-dark(#118a4e, #35c27a);
    --chasqui-ok-text: light-dark(#0b6b3c, #63d69a);
    --chasqui-ok-soft: light-dark(#e4f5eb, #12301f);
    --chasqui-ok-line: light-dark(#a9dbbf, #1f5637);
    --chasqui-warn: light-dark(#b86e00, #eba83a);
    --chasqui-warn-text: light-dark(#7a4a00, #f2be66);
    --chasqui-warn-soft: light-dark(#fff4db, #33270f);
    --chasqui-warn-line: light-dark(#efcf8f, #64491a);
    --chasqui-bad: light-dark(#d0372d, #f0645a);
    --chasqui-bad-text: light-dark(#ad2820, #ff938a);
    --chasqui-bad-soft: light-dark(#fdecea, #3a1b19);
    --chasqui-bad-line: light-dark(#f2b9b3, #72322d);
    --chasqui-on-bad: light-dark(#ffffff, #2b0806);
    --chasqui-info: light-dark(#1268b8, #58a9f2);
    --chasqui-info-text: light-dark(#0a5596, #8ac5fa);
    --chasqui-info-soft: light-dark(#e7f1fb, #14293c);
    --chasqui-info-line: light-dark(#b3d3f0, #25496b);
    --chasqui-mark: light-dark(#ffe58f, #6b5410);
    --chasqui-av-1: light-dark(#dcebfa, #1b3855);
    --chasqui-av-1-text: light-dark(#174f86, #a9d2fa);
    --chasqui-av-2: light-dark(#fbe3dc, #4f2a1e);
    --chasqui-av-2-text: light-dark(#8a3518, #fbc3af);
    --chasqui-av-3: light-dark(#e8e2fa, #362c62);
    --chasqui-av-3-text: light-dark(#4c379a, #cfc3fb);
    --chasqui-av-4: light-dark(#ddf0e0, #1e4029);
    --chasqui-av-4-text: light-dark(#1e5e33, #ace0bb);
    --chasqui-av-5: light-dark(#fbe9c6, #4a3811);
    --chasqui-av-5-text: light-dark(#6e4700, #f5d592);
    --chasqui-av-6: light-dark(#f8dfeb, #4c2238);
    --chasqui-av-6-text: light-dark(#8a2458, #f8bad7);
    --chasqui-av-7: light-dark(#d8f0f0, #17403f);
    --chasqui-av-7-text: light-dark(#0e5a5e, #a1e2e0);
    --chasqui-av-8: light-dark(#e6e8ea, #30383c);
    --chasqui-av-8-text: light-dark(#3e4850, #cbd4d8);
    --chasqui-shadow-ring: light-dark(rgb(16 24 21 / 0.07), rgb(255 255 255 / 0.09));
    --chasqui-shadow-1: 0 1px 1px light-dark(rgb(16 24 21 / 0.07), rgb(0 0 0 / 0.3));
    --chasqui-shadow-2:
      0 4px 12px -2px light-dark(rgb(16 24 21 / 0.14), rgb(0 0 0 / 0.5)),
      0 0 0 1px var(--chasqui-shadow-ring);
    --chasqui-shadow-3:
      0 24px 64px -16px light-dark(rgb(16 24 21 / 0.34), rgb(0 0 0 / 0.7)),
      0 0 0 1px var(--chasqui-shadow-ring);
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
`;

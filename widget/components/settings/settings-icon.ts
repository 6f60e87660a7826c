import { svg } from 'lit';
import type { SVGTemplateResult, TemplateResult } from 'lit';
import { drawGlyph } from '../icon/icon.ts';

/** Glyphs that only the settings tab shows; drawn on the same grid as those of icon.ts. */
const GLYPHS = {
  'id-card': svg`<rect x="2.5" y="4.5" width="15" height="11" rx="1.8"/><circle cx="7" cy="9" r="1.6"/><path d="M4.6 13c.3-1.2 1.2-1.8 2.4-1.8s2.1.6 2.4 1.8M12 8.5h3M12 11.5h3"/>`,
  building: svg`<path d="M4.5 17V4.3A1.3 1.3 0 0 1 5.8 3h5.4a1.3 1.3 0 0 1 1.3 1.3V17M12.5 8.5h2a1.3 1.3 0 0 1 1.3 1.3V17M2.5 17h15M7 6.3h3M7 9.3h3M7 12.3h3"/>`,
  key: svg`<circle cx="6.5" cy="13.5" r="3"/><path d="m8.7 11.3 7.1-7.1M13 7l2.3 2.3M11 9l1.5 1.5"/>`,
  seal: svg`<path d="M10 2.8 16 5v4.7c0 3.7-2.5 6.3-6 7.5-3.5-1.2-6-3.8-6-7.5V5Z"/><path d="m7.4 10 1.9 1.9 3.4-3.8"/>`,
  hook: svg`<circle cx="10" cy="5.5" r="2"/><circle cx="5" cy="14" r="2"/><circle cx="15" cy="14" r="2"/><path d="m9 7.3-3 5M11 7.3l3 5M7 14h6"/>`,
  edition: svg`<path d="M5.5 2.8h6l3.5 3.5v9.4a1.5 1.5 0 0 1-1.5 1.5h-8A1.5 1.5 0 0 1 4 15.7V4.3a1.5 1.5 0 0 1 1.5-1.5Z"/><path d="M11.3 3v3.5H15"/>`,
  bank: svg`<path d="M3 7.8 10 3.5l7 4.3ZM4.5 8v6.5M8.2 8v6.5M11.8 8v6.5M15.5 8v6.5M3 16.5h14"/>`,
  lock: svg`<rect x="4.5" y="9" width="11" height="7.5" rx="1.8"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>`,
  badge: svg`<path d="m10 1.8 2 1.5 2.5-.2.9 2.3 2.1 1.4-.6 2.4.6 2.5-2.1 1.3-.9 2.4-2.5-.2-2 1.5-2-1.5-2.5.2-.9-2.4-2.1-1.3.6-2.5-.6-2.4 2.1-1.4.9-2.3 2.5.2Z" fill="currentColor" stroke="none"/><path class="inner" d="m7.2 9.6 2 2 3.7-4.1"/>`,
  card: svg`<rect x="2.5" y="4.5" width="15" height="11" rx="1.8"/><path d="M2.5 8.5h15M5.5 12.5h3"/>`,
} as const satisfies Record<string, SVGTemplateResult>;

export type SettingsIconName = keyof typeof GLYPHS;

/** @param size in px: 20, 18, 16 or 14. */
export function settingsIcon(name: SettingsIconName, size = 20): TemplateResult {
  return drawGlyph(GLYPHS[name], size, name);
}

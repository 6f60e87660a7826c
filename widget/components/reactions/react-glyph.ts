import { svg } from 'lit';

/** A smiling face, drawn like the glyphs of icon.ts. */
export const reactGlyph = svg`<circle cx="10" cy="10" r="7"/><path d="M7 11.5c.6 1.3 1.6 2 3 2s2.4-.7 3-2"/><circle cx="7.6" cy="8.2" r=".9" fill="currentColor" stroke="none"/><circle cx="12.4" cy="8.2" r=".9" fill="currentColor" stroke="none"/>`;

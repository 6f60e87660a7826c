import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../icon/icon.ts';

/** The eye inside a masked field: shows what is being typed, and hides it again. */
export function renderRevealButton(options: {
  isShown: boolean;
  /** What it does next, in words. */
  label: string;
  onToggle: (isShown: boolean) => void;
}): TemplateResult {
  return html`<button
    type="button"
    class="icon-button reveal"
    aria-label=${options.label}
    title=${options.label}
    @click=${() => options.onToggle(!options.isShown)}
  >
    ${icon(options.isShown ? 'eye-off' : 'eye', 18)}
  </button>`;
}

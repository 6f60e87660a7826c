import { html, nothing } from 'lit';
import { t } from '../../i18n/inbox-words.ts';
import { icon } from '../icon/icon.ts';
import { renderQuote } from '../quote/quote.ts';
import type { Quote } from '../quote/quote.ts';

/** Above the field: which message the next text answers. */
export function renderQuoteStrip(quote: Quote | undefined, remove: () => void) {
  if (!quote) return nothing;
  return html`<div
    class="quote-strip"
    role="group"
    aria-label=${t('quote.strip', { name: quote.author || t('quote.somebody') })}
  >
    ${renderQuote(quote)}
    <button
      type="button"
      class="icon-button"
      aria-label=${t('quote.remove')}
      title=${t('quote.remove')}
      @click=${remove}
    >
      ${icon('close', 18)}
    </button>
  </div>`;
}

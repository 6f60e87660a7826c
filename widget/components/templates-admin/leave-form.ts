import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { t } from './admin-words.ts';

/** What becomes of unsaved work. */
export type Leaving = 'keep' | 'discard' | 'stay';

/** Asks what becomes of unsaved work when a form is left. Escape goes on writing. */
export function renderLeaveQuestion(onAnswer: (answer: Leaving) => void): TemplateResult {
  const render = (answer: Leaving, look: string) =>
    html`<button type="button" class="button ${look}" @click=${() => onAnswer(answer)}>
      ${t(`leave.${answer}`)}
    </button>`;
  return html`<dialog
    class="leave"
    aria-labelledby="leave-title"
    aria-describedby="leave-text"
    @keydown=${(event: KeyboardEvent) => {
      // The dialog is the layer on top: Escape closes nothing under it.
      if (event.key === 'Escape') event.stopPropagation();
    }}
    @cancel=${(event: Event) => {
      event.preventDefault();
      onAnswer('stay');
    }}
  >
    <h3 id="leave-title">${t('leave.title')}</h3>
    <p class="text" id="leave-text">${t('leave.text')}</p>
    <div class="actions">
      ${render('keep', 'primary')} ${render('discard', '')} ${render('stay', '')}
    </div>
  </dialog>`;
}

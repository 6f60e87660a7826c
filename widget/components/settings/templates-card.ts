import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../icon/icon.ts';
import { t } from './settings-words.ts';

/** The way to the page for templates. `problem`: why it did not open; empty: it did. */
export function renderTemplatesCard(onOpen: () => void, problem: string): TemplateResult {
  return html`<section class="card" aria-labelledby="templates-title">
    <header><h3 id="templates-title">${t('templates.title')}</h3></header>
    <div class="body">
      <p class="text">${t('templates.text')}</p>
      <div class="actions">
        <button type="button" class="button" id="open-templates" @click=${onOpen}>
          ${icon('template', 18)} ${t('templates.open')}
        </button>
      </div>
      ${problem === '' ? nothing : html`<p class="result bad" role="alert">${problem}</p>`}
    </div>
  </section>`;
}

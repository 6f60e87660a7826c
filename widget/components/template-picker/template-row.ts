import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Template } from '../../../backend/contract/template.ts';
import { languageName } from '../../i18n/language-name.ts';
import { findPart } from './preview-template.ts';
import { whyUnavailable } from './template-fields.ts';
import { t } from './template-words.ts';

export const CATEGORIES: readonly string[] = ['UTILITY', 'MARKETING', 'AUTHENTICATION'];

/** What an option of the list shows of a template. */
export function renderTemplateRow(template: Template): TemplateResult {
  const reason = whyUnavailable(template);
  const text = findPart(template.components, 'BODY')?.text ?? '';
  return html`<span class="top">
      <strong><bdi>${template.name}</bdi></strong>
      <span class="category ${template.category.toLowerCase()}">${categoryWord(template)}</span>
    </span>
    <span class="text" dir="auto">${text}</span>
    <span class="facts"
      >${languageName(template.language)}${
        reason === undefined ? nothing : html` · <span class="reason">${reason}</span>`
      }</span
    >`;
}

/** Meta's word for a category that this version does not know. */
export function categoryWord({ category }: Pick<Template, 'category'>): string {
  const key = category.toUpperCase();
  return CATEGORIES.includes(key) ? t(`templates.category${key as 'UTILITY'}`) : category;
}

import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Template } from '../../../backend/contract/template.ts';
import { getLocale } from '../../i18n/translate.ts';
import { findPart } from './preview-template.ts';
import { whyUnavailable } from './template-fields.ts';
import { t } from './template-words.ts';

const CATEGORIES = new Set(['MARKETING', 'UTILITY', 'AUTHENTICATION']);

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
  return CATEGORIES.has(key) ? t(`templates.category${key as 'UTILITY'}`) : category;
}

/** `en_US` in the operator's words; as it is where the browser knows no name. */
export function languageName(language: string): string {
  try {
    const names = new Intl.DisplayNames(getLocale(), { type: 'language' });
    return names.of(language.replaceAll('_', '-')) ?? language;
  } catch {
    return language;
  }
}

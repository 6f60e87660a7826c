import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { TemplateContent } from '../../backend/contract/content/template.ts';
import { icon } from '../components/icon/icon.ts';
import { t } from '../i18n/translate.ts';
import { renderText } from './text.ts';

/** A template as the customer reads it, under a label that says which one it is. */
export function renderTemplate({ name, language, rendered }: TemplateContent): TemplateResult {
  const { header, body, footer, buttons } = rendered;
  return html`<span class="label">${t('kind.template', { name, language })}</span>
    ${header === undefined ? nothing : html`<strong class="head" dir="auto">${header}</strong>`}
    ${renderText({ kind: 'text', body })}
    ${footer === undefined ? nothing : html`<span class="second" dir="auto">${footer}</span>`}
    ${
      buttons.length === 0
        ? nothing
        : html`<ul class="choices">
            ${buttons.map(renderButton)}
          </ul>`
    }`;
}

function renderButton({ text, url }: TemplateContent['rendered']['buttons'][number]) {
  const isLink = url !== undefined && /^https?:\/\//i.test(url);
  return html`<li>
    ${icon(isLink ? 'external-link' : 'reply', 16)}
    ${
      isLink
        ? html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow"
            ><bdi>${text}</bdi></a
          >`
        : html`<bdi>${text}</bdi>`
    }
  </li>`;
}

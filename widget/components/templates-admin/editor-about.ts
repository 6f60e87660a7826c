import type { TemplateResult } from 'lit';
import { html } from 'lit';
import { renderChoiceField, renderField } from '../form-field/field.ts';
import { languageName } from '../../i18n/language-name.ts';
import { t } from './admin-words.ts';
import { CATEGORIES } from './draft.ts';
import type { Editor } from './editor.ts';
import { LANGUAGES } from './languages.ts';

/** Name, language, category and the kind of variables. */
export function renderAbout(editor: Editor): TemplateResult {
  const { draft, template, take, noteOf } = editor;
  const isNew = template === undefined;
  const isCategoryFixed = template?.status === 'APPROVED';
  return html`<section class="card" aria-labelledby="about-title">
    <header><h3 id="about-title">${t('form.about')}</h3></header>
    <div class="body">
      ${renderField({
        name: 'name',
        label: t('form.name'),
        value: draft.name,
        isMono: true,
        isRequired: true,
        isReadOnly: !isNew,
        ...noteOf('name', t(isNew ? 'form.nameHint' : 'form.nameFixed')),
        onInput: (name) => take('name', { name }),
      })}
      <div class="pair">
        ${
          isNew
            ? renderChoiceField({
                name: 'language',
                label: t('form.language'),
                value: draft.language,
                options: listLanguages(),
                ...noteOf('language'),
                onChange: (language) => take('language', { language }),
              })
            : renderField({
                name: 'language',
                label: t('form.language'),
                value: languageName(draft.language),
                isReadOnly: true,
              })
        }
        ${
          isCategoryFixed
            ? renderField({
                name: 'category',
                label: t('form.category'),
                value: categoryName(draft.category),
                isReadOnly: true,
                ...noteOf('category', t('form.categoryFixed')),
              })
            : renderChoiceField({
                name: 'category',
                label: t('form.category'),
                value: draft.category,
                options: CATEGORIES.map((value) => ({ value, label: categoryName(value) })),
                ...noteOf('category', t(`form.hint${draft.category as 'UTILITY'}`)),
                onChange: (category) => take('category', { category }),
              })
        }
      </div>
    </div>
  </section>`;
}

function categoryName(category: string): string {
  return t(`form.category${category as 'UTILITY'}`);
}

/** In the order of their names. */
function listLanguages(): { value: string; label: string }[] {
  return LANGUAGES.map((value) => ({ value, label: `${languageName(value)} (${value})` })).sort(
    (a, b) => a.label.localeCompare(b.label),
  );
}

import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { renderAreaField, renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { t } from './admin-words.ts';
import { listBlanks } from './draft-texts.ts';
import type { Examples } from './draft-texts.ts';
import { renderProblem } from './editor-problem.ts';
import type { Editor } from './editor.ts';

/** A text with variables, and its count. */
export function renderBody(
  editor: Editor,
  body: {
    field: string;
    label: string;
    text: string;
    max: number;
    rows: number;
    hint?: string;
    beside?: TemplateResult | typeof nothing;
    onInput: (text: string) => void;
  },
): TemplateResult {
  const { field, label, text, max, rows, hint, onInput } = body;
  return html`${renderAreaField({
      ...{ name: field, label, rows, value: text, badge: renderCount(text, max) },
      ...editor.noteOf(field, hint),
      onInput,
    })}
    <div class="variables">
      <button type="button" class="button" @click=${() => editor.addVariable(field, onInput)}>
        ${icon('plus', 16)} ${t('form.addVariable')}
      </button>
      ${body.beside ?? nothing}
    </div>`;
}

/** One sample value for each variable; nothing where there are none. */
export function renderExamples(
  editor: Editor,
  place: {
    /** Begins the names of the fields: nothing, or the card's. */
    prefix: string;
    texts: readonly { part: 'header' | 'body'; text: string }[];
    examples: Examples;
    take: (field: string, examples: Examples) => void;
  },
) {
  const { prefix, examples } = place;
  const blanks = place.texts.flatMap(({ part, text }) =>
    listBlanks(text).map((name) => ({ part, name })),
  );
  if (blanks.length === 0) return nothing;
  const title = `${prefix}examples-title`;
  return html`<div class="group" role="group" aria-labelledby=${title}>
    <h4 id=${title}>${t('form.examples')}</h4>
    ${prefix === '' ? html`<p class="text">${t('form.examplesWhy')}</p>` : nothing}
    ${place.texts.map(
      ({ part }) =>
        html`${blanks
          .filter((blank) => blank.part === part)
          .map(({ name }) => {
            const key = `${part}/${name}`;
            return renderField({
              name: `${prefix}example-${key}`,
              label: t(part === 'header' ? 'form.inHeader' : 'form.inBody', {
                name: `{{${name}}}`,
              }),
              value: examples.get(key) ?? '',
              onInput: (value) => place.take(`${part}-examples`, new Map(examples).set(key, value)),
            });
          })}
        ${renderProblem(editor, `${prefix}${part}-examples`)}`,
    )}
  </div>`;
}

export function renderCount(text: string, max: number): TemplateResult {
  const count = [...text].length;
  return html`<span class="count ${count > max ? 'over' : ''}"
    >${t('form.characters', { count, max })}</span
  >`;
}

export function renderCheck(
  words: string,
  isChecked: boolean,
  onChange: (isChecked: boolean) => void,
): TemplateResult {
  return html`<label class="check">
    <input
      type="checkbox"
      .checked=${isChecked}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    />
    <span>${words}</span>
  </label>`;
}

import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { renderChoiceField, renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { t } from './admin-words.ts';
import { BUTTON_TYPES, hasLabel, listButtonFields, newButton } from './draft-buttons.ts';
import type { ButtonField, ButtonType, ButtonValues } from './draft-buttons.ts';
import { renderProblem } from './editor-problem.ts';
import type { Editor } from './editor.ts';

const MAX_BUTTONS = 10;
const HINTS: Partial<Record<ButtonField, Parameters<typeof t>[0]>> = {
  url: 'form.urlHint',
  phone_number: 'form.phoneHint',
};

/** The buttons with their fields, and the way to one more. */
export function renderButtons(editor: Editor): TemplateResult {
  const { buttons } = editor.draft;
  const put = (next: readonly ButtonValues[]) => editor.take('buttons', { buttons: next });
  return html`<div class="group" role="group" aria-labelledby="buttons-title">
    <h4 id="buttons-title">${t('form.buttons')}</h4>
    ${buttons.length === 0 ? html`<p class="text">${t('form.noButtons')}</p>` : nothing}
    <ol class="buttons">
      ${buttons.map((button, index) => html`<li>${renderButton(editor, button, index, put)}</li>`)}
    </ol>
    ${renderProblem(editor, 'buttons')}
    ${
      buttons.length >= MAX_BUTTONS
        ? nothing
        : renderChoiceField({
            name: 'newButton',
            label: t('form.addButton'),
            value: '',
            options: [
              { value: '', label: t('form.buttonKind') },
              ...BUTTON_TYPES.map((value) => ({ value, label: t(`button.${value}`) })),
            ],
            onChange: (type) => {
              if (type !== '') put([...buttons, newButton(type as ButtonType)]);
            },
          })
    }
  </div>`;
}

function renderButton(
  { draft: { buttons }, take, noteOf }: Editor,
  button: ButtonValues,
  index: number,
  put: (buttons: readonly ButtonValues[]) => void,
) {
  const number = index + 1;
  const change = (field: string, part: Partial<ButtonValues>) =>
    take(`button-${index}-${field}`, {
      buttons: buttons.map((each, at) => (at === index ? { ...each, ...part } : each)),
    });
  return html`<div class="button-head">
      <strong>${t('form.buttonTitle', { number, kind: t(`button.${button.type}`) })}</strong>
      ${
        index === 0
          ? nothing
          : renderTool('form.raiseButton', number, 'arrow-up', () =>
              put(buttons.with(index, buttons[index - 1] ?? button).with(index - 1, button)),
            )
      }
      ${renderTool('form.removeButton', number, 'trash', () => put(buttons.toSpliced(index, 1)))}
    </div>
    ${
      hasLabel(button)
        ? renderField({
            name: `button-${index}-text`,
            label: t('form.label'),
            value: button.text,
            ...noteOf(`button-${index}-text`),
            onInput: (text) => change('text', { text }),
          })
        : html`<p class="text">${t('form.labelOfMeta')}</p>`
    }
    ${listButtonFields(button).map((field) =>
      renderField({
        name: `button-${index}-${field}`,
        label: t(labelOf(field, button)),
        value: button.fields[field] ?? '',
        ...noteOf(`button-${index}-${field}`, HINTS[field] && t(HINTS[field])),
        onInput: (value) => change(field, { fields: { ...button.fields, [field]: value } }),
      }),
    )}`;
}

function labelOf(field: ButtonField, { type }: ButtonValues): Parameters<typeof t>[0] {
  return field === 'example' ? `form.example${type as 'URL'}` : `form.${field}`;
}

function renderTool(
  word: 'form.raiseButton' | 'form.removeButton',
  number: number,
  glyph: 'arrow-up' | 'trash',
  onClick: () => void,
) {
  const words = t(word, { number });
  return html`<button
    type="button"
    class="icon-button ${glyph}"
    aria-label=${words}
    title=${words}
    @click=${onClick}
  >
    ${icon(glyph === 'trash' ? 'trash' : 'arrow-down', 16)}
  </button>`;
}

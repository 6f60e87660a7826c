import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { renderChoiceField, renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { t } from './admin-words.ts';
import { hasLabel, knownType, labelOf, listButtonFields, newButton } from './draft-buttons.ts';
import type { ButtonField, ButtonType, ButtonValues } from './draft-buttons.ts';
import { SHAPE_FORMS } from './draft.ts';
import { renderProblem } from './editor-problem.ts';
import type { Editor } from './editor.ts';

const MAX_BUTTONS = 10;
const HINTS: Partial<Record<ButtonField, Parameters<typeof t>[0]>> = {
  url: 'form.urlHint',
  phone_number: 'form.phoneHint',
  ttl_minutes: 'form.callTtlHint',
};

/** The buttons with their fields, and the way to one more. */
export function renderButtons(editor: Editor): TemplateResult {
  const { buttons, shape } = editor.draft;
  const put = (next: readonly ButtonValues[]) => editor.take('buttons', { buttons: next });
  return html`<div class="group" role="group" aria-labelledby="buttons-title">
    <h4 id="buttons-title">${t('form.buttons')}</h4>
    ${
      shape === 'OFFER'
        ? html`<p class="text">${t('form.offerButtons')}</p>`
        : buttons.length === 0
          ? html`<p class="text">${t('form.noButtons')}</p>`
          : nothing
    }
    <ol class="buttons">
      ${buttons.map(
        (button, index) =>
          html`<li>
            ${renderHead(button, index, buttons, put)}
            ${renderButtonFields(editor, `button-${index}`, button, (field, changed) =>
              editor.take(`button-${index}-${field}`, { buttons: buttons.with(index, changed) }),
            )}
          </li>`,
      )}
    </ol>
    ${renderProblem(editor, 'buttons')}
    ${
      buttons.length >= MAX_BUTTONS
        ? nothing
        : renderNewButton('newButton', t('form.addButton'), SHAPE_FORMS[shape].buttons, (type) =>
            put([...buttons, newButton(type)]),
          )
    }
  </div>`;
}

/** A choice that adds a button of the kind. */
export function renderNewButton(
  name: string,
  label: string,
  types: readonly ButtonType[],
  add: (type: ButtonType) => void,
): TemplateResult {
  return renderChoiceField({
    ...{ name, label, value: '' },
    options: [
      { value: '', label: t('form.buttonKind') },
      ...types.map((value) => ({ value, label: t(`button.${value}`) })),
    ],
    onChange: (type) => {
      if (type !== '') add(type as ButtonType);
    },
  });
}

/** What is filled in of one button. `name` begins the names of its fields. */
export function renderButtonFields(
  { noteOf }: Pick<Editor, 'noteOf'>,
  name: string,
  button: ButtonValues,
  change: (field: string, changed: ButtonValues) => void,
): TemplateResult {
  return html`${
    hasLabel(button)
      ? renderField({
          name: `${name}-text`,
          label: t('form.label'),
          value: button.text,
          ...noteOf(`${name}-text`),
          onInput: (text) => change('text', { ...button, text }),
        })
      : html`<p class="text">${describeLabel(button)}</p>`
  }
  ${listButtonFields(button).map((field) =>
    renderField({
      name: `${name}-${field}`,
      label: t(field === 'example' ? `form.example${button.type as 'URL'}` : `form.${field}`),
      value: button.fields[field] ?? '',
      ...noteOf(`${name}-${field}`, HINTS[field] && t(HINTS[field])),
      onInput: (value) =>
        change(field, { ...button, fields: { ...button.fields, [field]: value } }),
    }),
  )}`;
}

/** The kind of a button in words; of kinds that the form does not know, Meta's. */
export function buttonKind(button: Pick<ButtonValues, 'type'>): string {
  const type = knownType(button);
  return type === undefined ? button.type : t(`button.${type}`);
}

function describeLabel(button: ButtonValues): string {
  if (knownType(button) === undefined) return t('form.keptButton', { label: button.text });
  const label = labelOf(button);
  return label === undefined ? t('form.labelOfMeta') : t('form.labelFixed', { label });
}

function renderHead(
  button: ButtonValues,
  index: number,
  buttons: readonly ButtonValues[],
  put: (buttons: readonly ButtonValues[]) => void,
) {
  const number = index + 1;
  return html`<div class="button-head">
    <strong>${t('form.buttonTitle', { number, kind: buttonKind(button) })}</strong>
    ${
      index === 0
        ? nothing
        : renderTool(t('form.raiseButton', { number }), 'arrow-up', () =>
            put(buttons.with(index, buttons[index - 1] ?? button).with(index - 1, button)),
          )
    }
    ${renderTool(t('form.removeButton', { number }), 'trash', () =>
      put(buttons.toSpliced(index, 1)),
    )}
  </div>`;
}

export function renderTool(words: string, glyph: 'arrow-up' | 'trash', onClick: () => void) {
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

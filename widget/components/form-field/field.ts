import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { icon } from '../icon/icon.ts';

export interface Field {
  /** Id and form name; unique within the shadow root. */
  name: string;
  label: string;
  value: string;
  type?: 'text' | 'email' | 'password';
  /** For password managers: the tokens of HTML's autofill. */
  autocomplete?: string;
  placeholder?: string;
  hint?: string;
  /** What is wrong and what to do; undefined when nothing is. */
  problem?: string | undefined;
  isMono?: boolean;
  isReadOnly?: boolean;
  /** A control inside the box, at its end. */
  inside?: TemplateResult | typeof nothing;
  /** Beside the label. */
  badge?: TemplateResult | typeof nothing;
  onInput?: (value: string) => void;
}

/**
 * A labelled text field with its hint or problem below, tied together for screen readers. A template
 * rather than an element: password managers and forms need the input in the form's own tree.
 */
export function renderField(field: Field): TemplateResult {
  const noteId = `${field.name}-note`;
  const hasNote = field.problem !== undefined || field.hint !== undefined;
  return html`<div
    class="field ${field.problem === undefined ? '' : 'wrong'} ${field.isMono ? 'mono' : ''}"
  >
    <label for=${field.name}>${field.label} ${field.badge ?? nothing}</label>
    <div class="box">
      <input
        id=${field.name}
        name=${field.name}
        type=${field.type ?? 'text'}
        autocomplete=${(field.autocomplete ?? 'off') as AutoFill}
        autocapitalize="off"
        spellcheck="false"
        placeholder=${ifDefined(field.placeholder)}
        aria-invalid=${field.problem === undefined ? 'false' : 'true'}
        aria-describedby=${ifDefined(hasNote ? noteId : undefined)}
        ?readonly=${field.isReadOnly ?? false}
        .value=${live(field.value)}
        @input=${(event: InputEvent) => field.onInput?.((event.target as HTMLInputElement).value)}
      />
      ${field.inside ?? nothing}
    </div>
    ${renderNote(noteId, field)}
  </div>`;
}

function renderNote(id: string, field: Pick<Field, 'problem' | 'hint'>) {
  if (field.problem !== undefined) {
    return html`<p id=${id} class="problem">
      ${icon('alert-circle', 16)}<span>${field.problem}</span>
    </p>`;
  }
  return field.hint === undefined ? nothing : html`<p id=${id} class="hint">${field.hint}</p>`;
}

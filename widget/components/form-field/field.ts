import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { icon } from '../icon/icon.ts';

/** What every kind of field has. */
interface FieldParts {
  /** Id and form name; unique within the shadow root. */
  name: string;
  label: string | TemplateResult;
  value: string;
  hint?: string | undefined;
  /** The hint is for screen readers only, where the eye sees it anyway. */
  isHintHidden?: boolean;
  /** What is wrong and what to do; undefined when nothing is. */
  problem?: string | undefined;
  /** Id of the element that says what is wrong, where it isn't said below the field. */
  problemId?: string | undefined;
  /** What turned out well. */
  success?: string | undefined;
  isMono?: boolean;
  /** Beside the label. */
  badge?: TemplateResult | typeof nothing;
}

export interface Field extends FieldParts {
  type?: 'text' | 'email' | 'password' | 'datetime-local';
  /** For password managers: the tokens of HTML's autofill. */
  autocomplete?: string;
  placeholder?: string | undefined;
  isRequired?: boolean;
  isReadOnly?: boolean;
  /** Nothing is typed, but the server holds a value: the placeholder stands for it. */
  isMasked?: boolean;
  /** A control inside the box, at its end. */
  inside?: TemplateResult | typeof nothing;
  onInput?: (value: string) => void;
}

export interface AreaField extends FieldParts {
  rows: number;
  onInput: (value: string) => void;
}

export interface ChoiceField extends FieldParts {
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

/**
 * A labelled text field with its hint, success or problem below, tied together for screen readers. A
 * template rather than an element: password managers and forms need the input in the form's own tree.
 */
export function renderField(field: Field): TemplateResult {
  return renderLabelled(
    field,
    html`<div class="box ${field.isReadOnly ? 'read-only' : ''} ${field.isMasked ? 'masked' : ''}">
      <input
        id=${field.name}
        name=${field.name}
        type=${field.type ?? 'text'}
        autocomplete=${(field.autocomplete ?? 'off') as AutoFill}
        autocapitalize="off"
        spellcheck="false"
        placeholder=${ifDefined(field.placeholder)}
        aria-required=${field.isRequired ? 'true' : nothing}
        aria-invalid=${isWrong(field)}
        aria-describedby=${ifDefined(describedBy(field))}
        ?readonly=${field.isReadOnly ?? false}
        .value=${live(field.value)}
        @input=${(event: InputEvent) => field.onInput?.((event.target as HTMLInputElement).value)}
      />
      ${field.inside ?? nothing}
    </div>`,
  );
}

/** The same for a text of several lines. */
export function renderAreaField(field: AreaField): TemplateResult {
  return renderLabelled(
    field,
    html`<div class="box">
      <textarea
        id=${field.name}
        name=${field.name}
        dir="auto"
        rows=${field.rows}
        aria-invalid=${isWrong(field)}
        aria-describedby=${ifDefined(describedBy(field))}
        .value=${live(field.value)}
        @input=${(event: InputEvent) => field.onInput((event.target as HTMLTextAreaElement).value)}
      ></textarea>
    </div>`,
  );
}

/** The same for a choice among a few values. */
export function renderChoiceField(field: ChoiceField): TemplateResult {
  return renderLabelled(
    field,
    html`<div class="box choice">
      <select
        id=${field.name}
        name=${field.name}
        aria-invalid=${isWrong(field)}
        aria-describedby=${ifDefined(describedBy(field))}
        @change=${(event: Event) => field.onChange((event.target as HTMLSelectElement).value)}
      >
        ${field.options.map(
          ({ value, label }) =>
            html`<option value=${value} .selected=${live(value === field.value)}>${label}</option>`,
        )}
      </select>
      ${icon('chevron-down', 16)}
    </div>`,
  );
}

function renderLabelled(field: FieldParts, control: TemplateResult): TemplateResult {
  return html`<div class="field ${isWrong(field) ? 'wrong' : ''} ${field.isMono ? 'mono' : ''}">
    <div class="label">
      <label for=${field.name}>${field.label}</label>${field.badge ?? nothing}
    </div>
    ${control} ${renderNote(field)}
  </div>`;
}

function renderNote(field: FieldParts) {
  const id = noteId(field);
  if (field.problem !== undefined) {
    return html`<p id=${id} class="problem">
      ${icon('alert-circle', 16)}<span>${field.problem}</span>
    </p>`;
  }
  if (field.success !== undefined) {
    return html`<p id=${id} class="success">
      ${icon('check-circle', 16)}<span>${field.success}</span>
    </p>`;
  }
  if (field.hint === undefined) return nothing;
  return html`<p id=${id} class=${field.isHintHidden ? 'visually-hidden' : 'hint'}>
    ${field.hint}
  </p>`;
}

const noteId = (field: FieldParts) => `${field.name}-note`;

function isWrong({ problem, problemId }: FieldParts): boolean {
  return problem !== undefined || problemId !== undefined;
}

function describedBy(field: FieldParts): string | undefined {
  const hasNote = (field.problem ?? field.success ?? field.hint) !== undefined;
  return (
    [hasNote ? noteId(field) : undefined, field.problemId].filter(Boolean).join(' ') || undefined
  );
}

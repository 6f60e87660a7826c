import { html, nothing } from 'lit';
import { icon } from '../icon/icon.ts';
import type { Editor } from './editor.ts';

/** What is wrong with several fields at once. */
export function renderProblem({ noteOf }: Pick<Editor, 'noteOf'>, field: string) {
  const { problem } = noteOf(field);
  return problem === undefined
    ? nothing
    : html`<p class="note" role="alert">${icon('alert-circle', 16)}<span>${problem}</span></p>`;
}

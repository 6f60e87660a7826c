import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../icon/icon.ts';
import { t } from './admin-words.ts';
import type { CardValues, Sample } from './draft-cards.ts';
import type { Editor } from './editor.ts';

/** What may be chosen for the samples; the server looks at the bytes. */
const ACCEPTED: Partial<Record<string, string>> = {
  IMAGE: 'image/jpeg,image/png',
  VIDEO: 'video/mp4',
  GIF: 'video/mp4',
  DOCUMENT: 'application/pdf',
};

/** The file that Meta's reviewers see in place of those that are sent. */
export function renderSample(
  editor: Editor,
  place: { field: string; header: string; sample: Sample | undefined; card?: CardValues },
): TemplateResult {
  const { template, uploadingField, uploadProblems, chooseSample, noteOf } = editor;
  const { field, header, sample, card } = place;
  const problem = uploadProblems.get(field) ?? noteOf(field).problem;
  const isUploading = uploadingField === field;
  const isLost = template !== undefined && sample === undefined;
  return html`<div class="field ${problem === undefined ? '' : 'wrong'}">
    <div class="label" id="${field}-label">${t('form.sample')}</div>
    <div class="sample">
      <input
        type="file"
        id="${field}-file"
        class="visually-hidden"
        tabindex="-1"
        aria-hidden="true"
        accept=${ACCEPTED[header] ?? ''}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const [file] = input.files ?? [];
          if (file) chooseSample(field, file, card);
          // The same file can be chosen once more.
          input.value = '';
        }}
      />
      <button
        type="button"
        id=${field}
        class="button"
        aria-describedby="${field}-note"
        aria-disabled=${uploadingField !== undefined}
        @click=${(event: Event) => {
          const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
          if (uploadingField !== undefined) return;
          root.querySelector<HTMLElement>(`[id="${field}-file"]`)?.click();
        }}
      >
        ${isUploading ? html`<span class="spinner"></span>` : icon('file', 18)}
        ${t(isUploading ? 'form.uploading' : sample ? 'form.chooseOther' : 'form.choose')}
      </button>
      <span role="status">${sample ? t('form.uploaded', { name: sample.name }) : nothing}</span>
    </div>
    <p id="${field}-note" class=${problem === undefined ? 'hint' : 'problem'}>
      ${
        problem === undefined
          ? html`${t(`form.sample${header as 'IMAGE'}`)}
            ${t(isLost ? 'form.sampleAgain' : 'form.sampleWhy')}`
          : html`${icon('alert-circle', 16)}<span>${problem}</span>`
      }
    </p>
  </div>`;
}

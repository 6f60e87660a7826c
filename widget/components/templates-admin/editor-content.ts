import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { renderAreaField, renderChoiceField, renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { t } from './admin-words.ts';
import { HEADERS, listBlanks, sampleKindOf } from './draft.ts';
import type { Header } from './draft.ts';
import { renderButtons } from './editor-buttons.ts';
import { renderProblem } from './editor-problem.ts';
import type { Editor } from './editor.ts';

/** Meta's limits in characters. */
const MAX = { header: 60, body: 1_024, footer: 60 };
/** What may be chosen for the samples; the server looks at the bytes. */
const ACCEPTED: Partial<Record<Header, string>> = {
  IMAGE: 'image/jpeg,image/png',
  VIDEO: 'video/mp4,video/3gpp',
  DOCUMENT: 'application/pdf',
};

/** Header, body, footer, sample values and buttons; of one-time codes the few things to choose. */
export function renderContent(editor: Editor): TemplateResult {
  return html`<section class="card" aria-labelledby="content-title">
    <header><h3 id="content-title">${t('form.content')}</h3></header>
    <div class="body">
      ${
        editor.draft.category === 'AUTHENTICATION'
          ? renderCode(editor)
          : html`${renderHeader(editor)} ${renderBody(editor)} ${renderExamples(editor)}
            ${renderFooter(editor)} ${renderButtons(editor)}`
      }
    </div>
  </section>`;
}

function renderHeader(editor: Editor) {
  const { draft, take, noteOf } = editor;
  return html`${renderChoiceField({
    name: 'header',
    label: t('form.header'),
    value: draft.header,
    options: HEADERS.map((value) => ({ value, label: t(`form.header${value}`) })),
    ...noteOf('header', draft.header === 'LOCATION' ? t('form.locationHint') : undefined),
    onChange: (header) => take('header', { header: header as Header, sample: undefined }),
  })}
  ${
    draft.header === 'TEXT'
      ? renderField({
          name: 'headerText',
          label: t('form.headerText'),
          value: draft.headerText,
          badge: renderCount(draft.headerText, MAX.header),
          ...noteOf('headerText'),
          onInput: (headerText) => take('headerText', { headerText }),
        })
      : nothing
  }
  ${sampleKindOf(draft.header) === undefined ? nothing : renderSample(editor)}`;
}

function renderSample(editor: Editor) {
  const { draft, template, isUploading, uploadProblem, chooseSample, noteOf } = editor;
  const { header, sample } = draft;
  const { problem = uploadProblem || undefined } = noteOf('sample');
  const isLost = template !== undefined && sample === undefined;
  return html`<div class="field ${problem === undefined ? '' : 'wrong'}">
    <div class="label" id="sample-label">${t('form.sample')}</div>
    <div class="sample">
      <input
        type="file"
        id="sample-file"
        class="visually-hidden"
        tabindex="-1"
        aria-hidden="true"
        accept=${ACCEPTED[header] ?? ''}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const [file] = input.files ?? [];
          if (file) chooseSample(file);
          // The same file can be chosen once more.
          input.value = '';
        }}
      />
      <button
        type="button"
        id="sample"
        class="button"
        aria-describedby="sample-note"
        aria-disabled=${isUploading}
        @click=${(event: Event) => {
          const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
          if (!isUploading) root.querySelector<HTMLElement>('#sample-file')?.click();
        }}
      >
        ${isUploading ? html`<span class="spinner"></span>` : icon('file', 18)}
        ${t(isUploading ? 'form.uploading' : sample ? 'form.chooseOther' : 'form.choose')}
      </button>
      <span role="status">${sample ? t('form.uploaded', { name: sample.name }) : nothing}</span>
    </div>
    <p id="sample-note" class=${problem === undefined ? 'hint' : 'problem'}>
      ${
        problem === undefined
          ? html`${t(`form.sample${header as 'IMAGE'}`)}
            ${t(isLost ? 'form.sampleAgain' : 'form.sampleWhy')}`
          : html`${icon('alert-circle', 16)}<span>${problem}</span>`
      }
    </p>
  </div>`;
}

function renderBody({ draft, take, noteOf, addVariable, template }: Editor) {
  return html`${renderAreaField({
      name: 'body',
      label: t('form.body'),
      value: draft.body,
      rows: 4,
      badge: renderCount(draft.body, MAX.body),
      ...noteOf('body', t('form.bodyHint')),
      onInput: (body) => take('body', { body }),
    })}
    <div class="variables">
      <button type="button" class="button" @click=${addVariable}>
        ${icon('plus', 16)} ${t('form.addVariable')}
      </button>
      ${
        template === undefined
          ? renderChoiceField({
              name: 'format',
              label: t('form.format'),
              value: draft.format,
              options: [
                { value: 'positional', label: t('form.positional') },
                { value: 'named', label: t('form.named') },
              ],
              onChange: (format) => take('format', { format: format as 'named' }),
            })
          : nothing
      }
    </div>`;
}

function renderExamples(editor: Editor) {
  const { draft } = editor;
  const header = draft.header === 'TEXT' ? listBlanks(draft.headerText) : [];
  const body = listBlanks(draft.body);
  if (header.length + body.length === 0) return nothing;
  return html`<div class="group" role="group" aria-labelledby="examples-title">
    <h4 id="examples-title">${t('form.examples')}</h4>
    <p class="text">${t('form.examplesWhy')}</p>
    ${header.map((name) => renderExample(editor, 'header', name))}
    ${renderProblem(editor, 'header-examples')}
    ${body.map((name) => renderExample(editor, 'body', name))}
    ${renderProblem(editor, 'body-examples')}
  </div>`;
}

function renderExample({ draft, take }: Editor, part: 'header' | 'body', name: string) {
  const key = `${part}/${name}`;
  return renderField({
    name: `example-${key}`,
    label: t(part === 'header' ? 'form.inHeader' : 'form.inBody', { name: `{{${name}}}` }),
    value: draft.examples.get(key) ?? '',
    onInput: (value) =>
      take(`${part}-examples`, { examples: new Map(draft.examples).set(key, value) }),
  });
}

function renderFooter({ draft, take, noteOf }: Editor) {
  return renderField({
    name: 'footer',
    label: t('form.footer'),
    value: draft.footer,
    badge: renderCount(draft.footer, MAX.footer),
    ...noteOf('footer'),
    onInput: (footer) => take('footer', { footer }),
  });
}

function renderCode({ draft, take }: Editor) {
  return html`<label class="check">
      <input
        type="checkbox"
        .checked=${draft.hasAdvice}
        @change=${(event: Event) =>
          take('hasAdvice', { hasAdvice: (event.target as HTMLInputElement).checked })}
      />
      ${t('form.hasAdvice')}
    </label>
    ${renderField({
      name: 'minutes',
      label: t('form.minutes'),
      value: draft.minutes,
      onInput: (minutes) => take('minutes', { minutes: minutes.replaceAll(/\D/g, '') }),
    })}
    ${renderField({
      name: 'codeLabel',
      label: t('form.codeLabel'),
      value: draft.codeLabel,
      placeholder: t('form.codeButton'),
      onInput: (codeLabel) => take('codeLabel', { codeLabel }),
    })}`;
}

function renderCount(text: string, max: number): TemplateResult {
  const count = [...text].length;
  return html`<span class="count ${count > max ? 'over' : ''}"
    >${t('form.characters', { count, max })}</span
  >`;
}

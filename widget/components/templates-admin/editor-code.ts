import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { renderChoiceField, renderField } from '../form-field/field.ts';
import { icon } from '../icon/icon.ts';
import { t } from './admin-words.ts';
import { CODE_WAYS, EMPTY_APP } from './draft-code.ts';
import type { CodeApp, CodeValues, CodeWay } from './draft-code.ts';
import { renderTool } from './editor-buttons.ts';
import { renderProblem } from './editor-problem.ts';
import { renderCheck } from './editor-texts.ts';
import type { Editor } from './editor.ts';

const MAX_APPS = 5;

/** The few things to choose of a template for one-time codes. */
export function renderCode(editor: Editor): TemplateResult {
  const { draft, noteOf } = editor;
  const { code } = draft;
  const take = (field: string, change: Partial<CodeValues>) =>
    editor.take(field, { code: { ...code, ...change } });
  return html`${renderCheck(t('form.hasAdvice'), code.hasAdvice, (hasAdvice) =>
    take('hasAdvice', { hasAdvice }),
  )}
  ${renderField({
    name: 'minutes',
    label: t('form.minutes'),
    value: code.minutes,
    ...noteOf('minutes'),
    onInput: (minutes) => take('minutes', { minutes: minutes.replaceAll(/\D/g, '') }),
  })}
  ${renderChoiceField({
    name: 'codeWay',
    label: t('form.codeWay'),
    value: code.way,
    options: CODE_WAYS.map((value) => ({ value, label: t(`form.way${value}`) })),
    ...noteOf('codeWay', t(`form.hint${code.way}`)),
    onChange: (way) => take('codeWay', { way: way as CodeWay }),
  })}
  ${renderField({
    name: 'codeLabel',
    label: t('form.codeLabel'),
    value: code.codeLabel,
    placeholder: t('form.codeButton'),
    ...noteOf('button-0-text'),
    onInput: (codeLabel) => take('button-0-text', { codeLabel }),
  })}
  ${code.way === 'COPY_CODE' ? nothing : renderApps(editor, take)}`;
}

function renderApps(
  editor: Editor,
  take: (field: string, change: Partial<CodeValues>) => void,
): TemplateResult {
  const { code } = editor.draft;
  const { apps } = code;
  const put = (index: number, change: Partial<CodeApp>) =>
    take('apps', { apps: apps.map((app, at) => (at === index ? { ...app, ...change } : app)) });
  return html`${renderField({
      name: 'fillLabel',
      label: t('form.fillLabel'),
      value: code.fillLabel,
      placeholder: t('form.fillButton'),
      ...editor.noteOf('button-0-autofill_text'),
      onInput: (fillLabel) => take('button-0-autofill_text', { fillLabel }),
    })}
    <div class="group" role="group" aria-labelledby="apps-title">
      <h4 id="apps-title">${t('form.apps')}</h4>
      <p class="text">${t('form.appsWhy')}</p>
      <ol class="buttons">
        ${apps.map(
          ({ packageName, signatureHash }, index) =>
            html`<li>
              <div class="button-head">
                <strong>${t('form.appTitle', { number: index + 1 })}</strong>
                ${
                  apps.length === 1
                    ? nothing
                    : renderTool(t('form.removeApp', { number: index + 1 }), 'trash', () =>
                        take('apps', { apps: apps.toSpliced(index, 1) }),
                      )
                }
              </div>
              ${renderField({
                name: `app-${index}-package`,
                label: t('form.appPackage'),
                value: packageName,
                isMono: true,
                placeholder: 'com.example.shop',
                onInput: (value) => put(index, { packageName: value }),
              })}
              ${renderField({
                name: `app-${index}-signature`,
                label: t('form.appSignature'),
                value: signatureHash,
                isMono: true,
                hint: t('form.appSignatureHint'),
                onInput: (value) => put(index, { signatureHash: value }),
              })}
            </li>`,
        )}
      </ol>
      ${renderProblem(editor, 'apps')}
      ${
        apps.length >= MAX_APPS
          ? nothing
          : html`<div class="actions">
              <button
                type="button"
                class="button"
                @click=${() => take('apps', { apps: [...apps, EMPTY_APP] })}
              >
                ${icon('plus', 16)} ${t('form.addApp')}
              </button>
            </div>`
      }
    </div>
    ${
      code.way === 'ZERO_TAP'
        ? html`${renderCheck(t('form.hasTerms'), code.hasTerms, (hasTerms) =>
            take('terms', { hasTerms }),
          )}
          ${renderProblem(editor, 'terms')}`
        : nothing
    }`;
}

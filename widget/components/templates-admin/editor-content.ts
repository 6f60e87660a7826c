import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { renderChoiceField, renderField } from '../form-field/field.ts';
import { t } from './admin-words.ts';
import { sampleKindOf } from './draft-cards.ts';
import { SHAPES, SHAPE_FORMS, changeShape } from './draft.ts';
import type { Shape } from './draft.ts';
import { renderButtons } from './editor-buttons.ts';
import { renderCards } from './editor-cards.ts';
import { renderCode } from './editor-code.ts';
import { renderSample } from './editor-sample.ts';
import { renderBody, renderCheck, renderCount, renderExamples } from './editor-texts.ts';
import type { Editor } from './editor.ts';

/** Meta's limits in characters. */
const MAX = { header: 60, body: 1_024, offerBody: 600, offer: 16, footer: 60 };
const HEADER_HINTS: Partial<Record<string, Parameters<typeof t>[0]>> = {
  LOCATION: 'form.locationHint',
  PRODUCT: 'form.productHint',
  GIF: 'form.gifHint',
};

/** All that a template says, by what it is made of. */
export function renderContent(editor: Editor): TemplateResult {
  const { category, shape } = editor.draft;
  const isCode = category === 'AUTHENTICATION';
  return html`<section class="card" aria-labelledby="content-title">
      <header><h3 id="content-title">${t('form.content')}</h3></header>
      <div class="body">
        ${isCode ? renderCode(editor) : html`${renderShape(editor)} ${renderParts(editor)}`}
        ${renderKept(editor)}
      </div>
    </section>
    ${!isCode && shape === 'CAROUSEL' ? renderCards(editor) : nothing}`;
}

function renderShape({ draft, take, noteOf, template }: Editor) {
  const isMarketingOnly = SHAPE_FORMS[draft.shape].isMarketing;
  // An approved template keeps its category, and with it the shapes that it may have.
  const shapes = SHAPES.filter(
    (shape) =>
      template?.status !== 'APPROVED' ||
      draft.category === 'MARKETING' ||
      !SHAPE_FORMS[shape].isMarketing,
  );
  return renderChoiceField({
    name: 'shape',
    label: t('form.shape'),
    value: draft.shape,
    options: shapes.map((value) => ({ value, label: t(`form.shape${value}`) })),
    ...noteOf(
      'shape',
      [t(`form.hint${draft.shape}`), isMarketingOnly ? t('form.marketingOnly') : '']
        .filter(Boolean)
        .join(' '),
    ),
    onChange: (shape) => take('shape', changeShape(draft, shape as Shape)),
  });
}

function renderParts(editor: Editor) {
  const { draft, take } = editor;
  const { headers, buttons, hasFooter } = SHAPE_FORMS[draft.shape];
  const isOffer = draft.shape === 'OFFER';
  return html`${headers.length > 1 || draft.header !== 'NONE' ? renderHeader(editor) : nothing}
  ${isOffer ? renderOffer(editor) : nothing}
  ${renderBody(editor, {
    ...{ field: 'body', label: t('form.body'), text: draft.body, rows: 4 },
    ...{ max: isOffer ? MAX.offerBody : MAX.body, hint: t('form.bodyHint') },
    beside: editor.template === undefined ? renderFormat(editor) : nothing,
    onInput: (body) => take('body', { body }),
  })}
  ${renderExamples(editor, {
    prefix: '',
    texts: [
      ...(draft.header === 'TEXT' ? [{ part: 'header' as const, text: draft.headerText }] : []),
      { part: 'body', text: draft.body },
    ],
    examples: draft.examples,
    take: (field, examples) => take(field, { examples }),
  })}
  ${hasFooter || draft.footer !== '' ? renderFooter(editor) : nothing}
  ${buttons.length > 0 || draft.buttons.length > 0 ? renderButtons(editor) : nothing}`;
}

function renderHeader(editor: Editor) {
  const { draft, take, noteOf } = editor;
  const { headers } = SHAPE_FORMS[draft.shape];
  const hint = HEADER_HINTS[draft.header];
  const options = headers.map((value) => ({ value, label: t(`form.header${value as 'NONE'}`) }));
  const isForeign = !headers.includes(draft.header);
  return html`${renderChoiceField({
    name: 'header',
    label: t('form.header'),
    value: draft.header,
    options: isForeign ? [...options, { value: draft.header, label: draft.header }] : options,
    ...noteOf('header', hint && t(hint)),
    onChange: (header) => {
      const { HEADER: _gone, ...fields } = draft.kept.fields;
      take('header', { header, sample: undefined, kept: { ...draft.kept, fields } });
    },
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
  ${
    sampleKindOf(draft.header) === undefined
      ? nothing
      : renderSample(editor, { field: 'sample', header: draft.header, sample: draft.sample })
  }`;
}

function renderOffer({ draft, take, noteOf }: Editor) {
  const { offer } = draft;
  return html`${renderField({
    name: 'offerText',
    label: t('form.offerText'),
    value: offer.text,
    placeholder: t('form.offerSample'),
    badge: renderCount(offer.text, MAX.offer),
    ...noteOf('offerText', t('form.offerHint')),
    onInput: (text) => take('offerText', { offer: { ...offer, text } }),
  })}
  ${renderCheck(t('form.offerEnds'), offer.hasEnd, (hasEnd) =>
    take('offerEnds', { offer: { ...offer, hasEnd } }),
  )}`;
}

function renderFormat({ draft, take }: Editor) {
  return renderChoiceField({
    name: 'format',
    label: t('form.format'),
    value: draft.format,
    options: [
      { value: 'positional', label: t('form.positional') },
      { value: 'named', label: t('form.named') },
    ],
    onChange: (format) => take('format', { format: format as 'named' }),
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

/** Parts that this version does not know: named, so that nobody wonders where they are. */
function renderKept({ draft: { kept } }: Editor) {
  if (kept.parts.length === 0) return nothing;
  const names = kept.parts.map(({ type }) => type).join(', ');
  return html`<p class="text">${t('form.keptParts', { names })}</p>`;
}

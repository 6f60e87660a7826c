import type { TemplateContent } from '../../../backend/contract/content/template.ts';
import type { TemplateComponent } from '../../../backend/contract/template.ts';
import { previewTemplate } from '../template-picker/preview-template.ts';
import { t } from './admin-words.ts';
import { toComponents } from './draft.ts';
import type { Draft } from './draft.ts';

/** The draft as the customer would read it, filled with its sample values. */
export function previewDraft(draft: Draft): TemplateContent {
  const { name, language, category, header, sample } = draft;
  const rendered = previewTemplate(
    {
      ...{ id: '', name, language, category, status: '', next_category: null },
      ...{ parameter_format: draft.format, components: listShown(draft), variables: [] },
      ...{ unsendable_because: null, quality: null, rejected_reason: null },
      ...{ updated_at: '', synced_at: '' },
    },
    listValues(draft),
  );
  const file = sample && header !== 'TEXT' ? { file: { filename: sample.name } } : {};
  return {
    ...{ kind: 'template', name, language, category, components: [] },
    rendered: {
      ...rendered,
      ...(rendered.header ? { header: { ...rendered.header, ...file } } : {}),
    },
  };
}

/** The parts with the texts that Meta writes. */
function listShown(draft: Draft): TemplateComponent[] {
  const components = toComponents(draft);
  if (draft.category !== 'AUTHENTICATION') {
    const body = draft.body.trim() === '' ? t('form.emptyBody') : draft.body;
    return components.map((part) => {
      if (part.type === 'BODY') return { ...part, text: body };
      if (part.type !== 'BUTTONS') return part;
      const buttons = draft.buttons.map(({ type, text, fields }) => ({
        ...{ type, url: fields.url, text: text.trim() || t(`button.${type}`) },
      }));
      return { ...part, buttons };
    });
  }
  const code = t('form.codeText') + (draft.hasAdvice ? t('form.codeAdvice') : '');
  const footer = t('form.codeFooter', { count: draft.minutes });
  const label = draft.codeLabel.trim() || t('form.codeButton');
  return components.map((part) => {
    if (part.type === 'BODY') return { ...part, text: code };
    if (part.type === 'FOOTER') return { ...part, text: footer };
    return { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', text: label }] };
  });
}

function listValues({ category, examples, buttons }: Draft): ReadonlyMap<string, string> {
  if (category === 'AUTHENTICATION') return new Map([['body/1', '123456']]);
  const values = new Map([...examples].filter(([, value]) => value.trim() !== ''));
  buttons.forEach(({ type, fields }, index) => {
    const [start = ''] = (fields.url ?? '').split('{{');
    const example = fields.example ?? '';
    // The sample is the whole address; the variable is its end.
    const value =
      type === 'URL' && example.startsWith(start) ? example.slice(start.length) : example;
    if (value !== '') values.set(`buttons/${index}`, value);
  });
  return values;
}

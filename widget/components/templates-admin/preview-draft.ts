import type {
  RenderedHeader,
  TemplateContent,
} from '../../../backend/contract/content/template.ts';
import type { TemplateComponent } from '../../../backend/contract/template.ts';
import { previewTemplate } from '../template-picker/preview-template.ts';
import { t } from './admin-words.ts';
import { labelOf } from './draft-buttons.ts';
import type { ButtonValues } from './draft-buttons.ts';
import type { Sample } from './draft-cards.ts';
import { toComponents } from './draft.ts';
import type { Draft } from './draft.ts';
import { buttonKind } from './editor-buttons.ts';

/** When an offer ends for the eye: three days from now. */
const OFFER_MS = 3 * 86_400_000;

/** The draft as the customer would read it, filled with its sample values. */
export function previewDraft(draft: Draft): TemplateContent {
  const { name, language, category, carousel } = draft;
  const rendered = previewTemplate(
    {
      ...{ id: '', name, language, category, status: '', next_category: null },
      ...{ parameter_format: draft.format, components: listShown(draft), variables: [] },
      ...{ unsendable_because: null, quality: null, rejected_reason: null },
      ...{ updated_at: '', synced_at: '' },
    },
    listValues(draft),
  );
  return {
    ...{ kind: 'template', name, language, category, components: [] },
    rendered: {
      ...rendered,
      ...(rendered.header ? { header: withFile(rendered.header, draft.sample) } : {}),
      ...(rendered.cards
        ? {
            cards: rendered.cards.map((card, index) => ({
              ...card,
              ...(card.header
                ? { header: withFile(card.header, carousel.cards[index]?.sample) }
                : {}),
            })),
          }
        : {}),
    },
  };
}

function withFile(header: RenderedHeader, sample: Sample | undefined): RenderedHeader {
  if (header.format === 'PRODUCT') return { ...header, text: t('form.sampleProduct') };
  return sample && header.format !== 'TEXT'
    ? { ...header, file: { filename: sample.name } }
    : header;
}

/** The parts with the texts that Meta writes. */
function listShown(draft: Draft): TemplateComponent[] {
  const components = toComponents(draft);
  if (draft.category === 'AUTHENTICATION') return listCode(draft, components);
  return components.map((part) => {
    if (part.type === 'BODY') return { ...part, text: draft.body.trim() || t('form.emptyBody') };
    if (part.type === 'BUTTONS') return { ...part, buttons: draft.buttons.map(shownButton) };
    if (part.type !== 'CAROUSEL') return part;
    const cards = (part.cards as { components: TemplateComponent[] }[]).map((card, index) => ({
      components: card.components.map((each) =>
        each.type === 'BUTTONS'
          ? { ...each, buttons: draft.carousel.cards[index]?.buttons.map(shownButton) ?? [] }
          : each,
      ),
    }));
    return { ...part, cards };
  });
}

function shownButton(button: ButtonValues) {
  const label = labelOf(button)?.trim() ?? '';
  return { type: button.type, url: button.fields.url, text: label || buttonKind(button) };
}

function listCode({ code }: Draft, components: readonly TemplateComponent[]): TemplateComponent[] {
  const text = t('form.codeText') + (code.hasAdvice ? t('form.codeAdvice') : '');
  const footer = t('form.codeFooter', { count: code.minutes });
  const label =
    code.way === 'COPY_CODE'
      ? code.codeLabel.trim() || t('form.codeButton')
      : code.fillLabel.trim() || t('form.fillButton');
  return components.map((part) => {
    if (part.type === 'BODY') return { ...part, text };
    if (part.type === 'FOOTER') return { ...part, text: footer };
    return { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', text: label }] };
  });
}

function listValues(draft: Draft): ReadonlyMap<string, string> {
  if (draft.category === 'AUTHENTICATION') return new Map([['body/1', '123456']]);
  const { examples, buttons, carousel } = draft;
  return new Map(
    [
      ...examples,
      ...listButtonValues(buttons),
      ['offer_expires_at', new Date(Date.now() + OFFER_MS).toISOString()] as const,
      ...carousel.cards.flatMap((card, index) =>
        [...card.examples, ...listButtonValues(card.buttons)].map(
          ([key, value]) => [`cards/${index}/${key}`, value] as const,
        ),
      ),
    ].filter(
      ([key, value]) => value.trim() !== '' && (key !== 'offer_expires_at' || draft.offer.hasEnd),
    ),
  );
}

function listButtonValues(buttons: readonly ButtonValues[]): (readonly [string, string])[] {
  return buttons.map(({ type, fields }, index) => {
    const [start = ''] = (fields.url ?? '').split('{{');
    const example = fields.example ?? '';
    // The sample is the whole address; the variable is its end.
    const value =
      type === 'URL' && example.startsWith(start) ? example.slice(start.length) : example;
    return [`buttons/${index}`, value] as const;
  });
}

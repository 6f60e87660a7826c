import { templateCategorySchema } from '../../contract/template.ts';
import type { TemplateComponent, TemplateDraft, TemplateFinding } from '../../contract/template.ts';
import { lintButtons } from './lint-buttons.ts';
import { lintText } from './lint-texts.ts';
import { FILE_FORMATS, findOffer, formatOf, listCards, textOf } from './template-parts.ts';
import type { PartOwner } from './template-parts.ts';

/*
 * Says before submission what Meta would refuse, all of it at once, each finding with the field and
 * in plain words. Meta says one thing at a time, with a number, and counts 100 creations an hour.
 * The rules are data: those of texts in lint-texts, of buttons in lint-buttons, the rest here.
 * https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates
 */

const CATEGORIES = templateCategorySchema.options as readonly string[];
const MAX_NAME = 512;
const PARTS = new Set(['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL', 'LIMITED_TIME_OFFER']);
const CARD_PARTS = new Set(['HEADER', 'BODY', 'BUTTONS']);
const HEADER_FORMATS = new Set(['TEXT', ...FILE_FORMATS.keys(), 'LOCATION', 'PRODUCT']);
const CARDS = { min: 2, max: 10 };
const MAX_OFFER = 16;

type Draft = Pick<
  TemplateDraft,
  'name' | 'language' | 'category' | 'parameter_format' | 'components'
>;

interface DraftRule {
  rule: string;
  field: string;
  message: string;
  isBroken(draft: Draft, types: readonly string[]): boolean;
}

const DRAFT_RULES: readonly DraftRule[] = [
  {
    rule: 'name_characters',
    field: 'name',
    message: 'A name has a–z, 0–9 and _ only.',
    isBroken: ({ name }) => !/^[a-z0-9_]+$/.test(name),
  },
  {
    rule: 'name_too_long',
    field: 'name',
    message: `A name has at most ${MAX_NAME} characters.`,
    isBroken: ({ name }) => name.length > MAX_NAME,
  },
  {
    rule: 'language_malformed',
    field: 'language',
    message: 'A language looks like en, en_US or pt_BR.',
    isBroken: ({ language }) => !/^[a-z]{2,3}(_[A-Z]{2,3})?$/.test(language),
  },
  {
    rule: 'category_unknown',
    field: 'category',
    message: 'The category is MARKETING, UTILITY or AUTHENTICATION.',
    isBroken: ({ category }) => !CATEGORIES.includes(category),
  },
  {
    rule: 'body_missing',
    field: 'components',
    message: 'A template has a body.',
    isBroken: (_draft, types) => !types.includes('BODY'),
  },
  {
    rule: 'part_repeated',
    field: 'components',
    message: 'A template has each part once at most.',
    isBroken: (_draft, types) => new Set(types).size !== types.length,
  },
  {
    rule: 'carousel_beside_header',
    field: 'components',
    message: 'A carousel stands under the body, without header, footer and buttons of its own.',
    isBroken: (_draft, types) =>
      types.includes('CAROUSEL') && types.some((type) => !['BODY', 'CAROUSEL'].includes(type)),
  },
  {
    rule: 'offer_not_marketing',
    field: 'category',
    message: 'A template with a limited-time offer is of the category MARKETING.',
    isBroken: ({ category }, types) =>
      types.includes('LIMITED_TIME_OFFER') && category !== 'MARKETING',
  },
  {
    rule: 'offer_with_footer',
    field: 'components',
    message: 'A template with a limited-time offer has no footer.',
    isBroken: (_draft, types) => types.includes('LIMITED_TIME_OFFER') && types.includes('FOOTER'),
  },
  {
    rule: 'code_button_missing',
    field: 'components',
    message: 'A template for one-time codes has one button, of type OTP.',
    isBroken: ({ category, components }) =>
      category === 'AUTHENTICATION' && listButtonTypes(components).join() !== 'OTP',
  },
  {
    rule: 'code_button_elsewhere',
    field: 'category',
    message: 'Buttons of type OTP belong to the category AUTHENTICATION.',
    isBroken: ({ category, components }) =>
      category !== 'AUTHENTICATION' && listButtonTypes(components).includes('OTP'),
  },
  {
    rule: 'code_header',
    field: 'components',
    message: 'A template for one-time codes has no header, and Meta writes its texts.',
    isBroken: ({ category, components }, types) =>
      category === 'AUTHENTICATION' &&
      (types.includes('HEADER') || components.some(({ text }) => text !== undefined)),
  },
];

/** Everything that Meta would refuse in this template; an empty list is no promise of approval. */
export function lintTemplate(draft: Draft): TemplateFinding[] {
  const types = draft.components.map(({ type }) => type.toUpperCase());
  const broken = DRAFT_RULES.filter((rule) => rule.isBroken(draft, types)).map(
    ({ rule, field, message }): TemplateFinding => ({ severity: 'error', field, rule, message }),
  );
  const isWrittenByMeta = draft.category === 'AUTHENTICATION';
  const isNamed = draft.parameter_format === 'named';
  return [
    ...broken,
    ...lintParts(draft, 'components', { isNamed, isCard: false, isWrittenByMeta }),
  ];
}

interface Place {
  isNamed: boolean;
  isCard: boolean;
  /** One-time codes: there are no texts of ours. */
  isWrittenByMeta: boolean;
}

function lintParts(owner: PartOwner, field: string, place: Place): TemplateFinding[] {
  return owner.components.flatMap((component, index) =>
    lintPart(component, `${field}.${index}`, place),
  );
}

function lintPart(component: TemplateComponent, field: string, place: Place): TemplateFinding[] {
  const { isNamed, isCard, isWrittenByMeta } = place;
  const error = (where: string, rule: string, message: string): TemplateFinding[] => [
    { severity: 'error', field: `${field}${where}`, rule, message },
  ];
  const lint = (part: Parameters<typeof lintText>[0]['part']) =>
    lintText({ part, field: `${field}.text`, text: textOf(component.text), component, isNamed });
  const type = component.type.toUpperCase();
  if (!(isCard ? CARD_PARTS : PARTS).has(type))
    return error('.type', 'part_unknown', `«${type}» is no part of a template.`);
  switch (type) {
    case 'HEADER': {
      const format = formatOf(component);
      if (format === 'TEXT') return lint('header');
      if (!HEADER_FORMATS.has(format)) {
        return error('.format', 'header_unknown', `«${format}» is no format of a header.`);
      }
      const { header_handle: handle } = Object(component.example) as { header_handle?: unknown };
      if (!FILE_FORMATS.has(format as never)) return [];
      const sample = Array.isArray(handle) ? textOf(handle[0]) : '';
      const where = '.example.header_handle';
      if (sample === '') return error(where, 'example_missing', 'Meta needs a sample file.');
      return /^https?:/i.test(sample)
        ? error(where, 'sample_is_address', 'Meta takes the handle of an upload, not an address.')
        : [];
    }
    case 'BODY':
      return isWrittenByMeta ? [] : lint(isCard ? 'card' : 'body');
    case 'FOOTER':
      return isWrittenByMeta ? [] : lint('footer');
    case 'BUTTONS': {
      const { findings, labels } = lintButtons(component.buttons ?? [], `${field}.buttons`);
      const texts = labels.map((label) => ({ ...label, part: 'label' as const, isNamed }));
      return [...findings, ...texts.flatMap((text) => lintText({ ...text, component: undefined }))];
    }
    case 'LIMITED_TIME_OFFER': {
      const length = findOffer({ components: [component] })?.text.length ?? 0;
      return length === 0 || length > MAX_OFFER
        ? error('', 'offer_text', `The offer has a text of at most ${MAX_OFFER} characters.`)
        : [];
    }
    default:
      return lintCarousel(component, field, place);
  }
}

function lintCarousel(carousel: TemplateComponent, field: string, place: Place): TemplateFinding[] {
  const cards = listCards({ components: [carousel] });
  const outline = (card: PartOwner) =>
    JSON.stringify([
      card.components.map((part) => [part.type, part.type === 'HEADER' ? formatOf(part) : '']),
      listButtonTypes(card.components),
    ]);
  const findings: TemplateFinding[] = [];
  const tell = (rule: string, message: string) =>
    findings.push({ severity: 'error', field: `${field}.cards`, rule, message });
  if (cards.length < CARDS.min || cards.length > CARDS.max) {
    tell('card_count', `A carousel has ${CARDS.min} to ${CARDS.max} cards.`);
  }
  if (new Set(cards.map(outline)).size > 1) {
    tell('cards_differ', 'All cards have the same parts and the same kinds of buttons.');
  }
  return [
    ...findings,
    ...cards.flatMap((card, index) =>
      lintParts(card, `${field}.cards.${index}.components`, { ...place, isCard: true }),
    ),
  ];
}

function listButtonTypes(components: readonly TemplateComponent[]): string[] {
  return components.flatMap(({ buttons = [] }) => buttons.map(({ type }) => type.toUpperCase()));
}

import { templateCategorySchema } from '../../contract/template.ts';
import type { TemplateComponent, TemplateDraft, TemplateFinding } from '../../contract/template.ts';
import { findOffer, findPart, formatOf, listButtons } from './template-parts.ts';

const CATEGORIES = templateCategorySchema.options as readonly string[];
const MAX_NAME = 512;
/** Meta, «Marketing templates»: these kinds of header and button are documented there alone. */
const MARKETING_FORMATS = new Set(['GIF', 'PRODUCT']);
const MARKETING_BUTTONS = new Set(['COPY_CODE', 'CATALOG', 'MPM', 'SPM']);
const SHOP_BUTTONS = new Set(['CATALOG', 'MPM', 'SPM']);
const OFFER_FORMATS = new Set(['IMAGE', 'VIDEO']);
const OFFER_BUTTONS = new Set(['COPY_CODE', 'URL']);

/** What the linter reads of a template. */
export type LintedDraft = Pick<
  TemplateDraft,
  'name' | 'language' | 'category' | 'parameter_format' | 'components'
>;

interface DraftRule {
  rule: string;
  severity?: 'warning';
  field: string;
  message: string;
  isBroken(draft: LintedDraft, types: readonly string[]): boolean;
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
    rule: 'carousel_not_marketing',
    field: 'category',
    message: 'A template with a carousel is of the category MARKETING.',
    isBroken: ({ category }, types) => types.includes('CAROUSEL') && category !== 'MARKETING',
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
    rule: 'offer_header',
    field: 'components',
    message: 'The header of a limited-time offer is a picture or a video.',
    isBroken: (draft, types) =>
      types.includes('LIMITED_TIME_OFFER') &&
      types.includes('HEADER') &&
      !OFFER_FORMATS.has(formatOfHeader(draft)),
  },
  {
    rule: 'offer_link_missing',
    field: 'components',
    message: 'A limited-time offer has a button with a link.',
    isBroken: (draft, types) =>
      types.includes('LIMITED_TIME_OFFER') && !listButtonTypes(draft).includes('URL'),
  },
  {
    rule: 'offer_code_missing',
    field: 'components',
    message: 'An offer that ends needs a button that copies its code.',
    isBroken: (draft) =>
      findOffer(draft)?.hasExpiration === true && !listButtonTypes(draft).includes('COPY_CODE'),
  },
  {
    rule: 'offer_code_not_first',
    field: 'components',
    message: 'The button that copies an offer’s code is the first one.',
    isBroken: (draft, types) =>
      types.includes('LIMITED_TIME_OFFER') && listButtonTypes(draft).indexOf('COPY_CODE') > 0,
  },
  {
    rule: 'offer_button_kind',
    field: 'components',
    message: 'The buttons of a limited-time offer copy a code or open a link.',
    isBroken: (draft, types) =>
      types.includes('LIMITED_TIME_OFFER') &&
      listButtonTypes(draft).some((type) => !OFFER_BUTTONS.has(type)),
  },
  {
    rule: 'call_permission_category',
    field: 'category',
    message: 'A request to be allowed to call is of the category MARKETING or UTILITY.',
    isBroken: ({ category }, types) =>
      types.includes('CALL_PERMISSION_REQUEST') && category === 'AUTHENTICATION',
  },
  {
    rule: 'call_permission_beside_buttons',
    field: 'components',
    message: 'A request to be allowed to call stands without buttons, offer and carousel.',
    isBroken: (_draft, types) =>
      types.includes('CALL_PERMISSION_REQUEST') &&
      ['BUTTONS', 'CAROUSEL', 'LIMITED_TIME_OFFER'].some((type) => types.includes(type)),
  },
  {
    rule: 'product_without_button',
    field: 'components',
    message: 'A product in the header and the button «View» belong together.',
    isBroken: (draft) =>
      (formatOfHeader(draft) === 'PRODUCT') !== listButtonTypes(draft).includes('SPM'),
  },
  {
    rule: 'shop_button_beside_others',
    severity: 'warning',
    field: 'components',
    message: 'Meta shows a catalogue, products or a product in a template without other buttons.',
    isBroken: (draft) => {
      const types = listButtonTypes(draft);
      return types.length > 1 && types.some((type) => SHOP_BUTTONS.has(type));
    },
  },
  {
    rule: 'marketing_only',
    severity: 'warning',
    field: 'category',
    message: 'Animations, products, catalogues and coupon codes belong to the category MARKETING.',
    isBroken: (draft) =>
      draft.category !== 'MARKETING' &&
      (MARKETING_FORMATS.has(formatOfHeader(draft)) ||
        listButtonTypes(draft).some((type) => MARKETING_BUTTONS.has(type))),
  },
  {
    rule: 'code_button_missing',
    field: 'components',
    message: 'A template for one-time codes has one button, of type OTP.',
    isBroken: ({ category, components }) =>
      category === 'AUTHENTICATION' && listButtonTypes({ components }).join() !== 'OTP',
  },
  {
    rule: 'code_button_elsewhere',
    field: 'category',
    message: 'Buttons of type OTP belong to the category AUTHENTICATION.',
    isBroken: ({ category, components }) =>
      category !== 'AUTHENTICATION' && listButtonTypes({ components }).includes('OTP'),
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

/** What is wrong with the template as a whole, and with its parts beside each other. */
export function lintDraft(draft: LintedDraft): TemplateFinding[] {
  const types = draft.components.map(({ type }) => type.toUpperCase());
  return DRAFT_RULES.filter((rule) => rule.isBroken(draft, types)).map(
    ({ rule, severity, field, message }) => ({
      severity: severity ?? 'error',
      field,
      rule,
      message,
    }),
  );
}

function listButtonTypes(owner: { components: readonly TemplateComponent[] }): string[] {
  return listButtons(owner).map(({ type }) => type.toUpperCase());
}

/** Empty where there is no header. */
function formatOfHeader(draft: LintedDraft): string {
  const header = findPart(draft, 'HEADER');
  return header ? formatOf(header) : '';
}

import type { TemplateComponent, TemplateFinding } from '../../../backend/contract/template.ts';

/** What is wrong by the form's fields; what belongs to none of them is at `rest`. */
export type Problems = ReadonlyMap<string, readonly TemplateFinding[]>;

/** Where the field of a part stands in the form. */
const PART_FIELDS: Record<string, string> = {
  'HEADER.text': 'headerText',
  'HEADER.format': 'header',
  'HEADER.example.header_handle': 'sample',
  'HEADER.example.header_text': 'header-examples',
  'HEADER.example.header_text_named_params': 'header-examples',
  'BODY.text': 'body',
  'BODY.example.body_text': 'body-examples',
  'BODY.example.body_text_named_params': 'body-examples',
  'FOOTER.text': 'footer',
  'FOOTER.code_expiration_minutes': 'minutes',
  'BUTTONS.buttons': 'buttons',
  'LIMITED_TIME_OFFER.limited_time_offer.text': 'offerText',
  'CAROUSEL.cards': 'cards',
};
/** Of one-time codes, whose only button is no list in the form. */
const CODE_FIELDS: Record<string, string> = {
  supported_apps: 'apps',
  zero_tap_terms_accepted: 'terms',
  otp_type: 'codeWay',
};
const TOP_FIELDS = new Set(['name', 'language', 'category']);

/** Sorts the linter's findings by the fields of the form, whose parts are `components`. */
export function sortFindings(
  findings: readonly TemplateFinding[],
  components: readonly TemplateComponent[],
): Problems {
  const problems = new Map<string, TemplateFinding[]>();
  for (const finding of findings) {
    const field = TOP_FIELDS.has(finding.field)
      ? finding.field
      : (fieldOf(finding.field, components) ?? 'rest');
    problems.set(field, [...(problems.get(field) ?? []), finding]);
  }
  return problems;
}

function fieldOf(path: string, components: readonly TemplateComponent[]): string | undefined {
  const [, index, rest = ''] = /^components\.(\d+)\.(.+)$/.exec(path) ?? [];
  const part = components[Number(index)];
  if (index === undefined || !part) return undefined;
  const [, card, inCard] = /^cards\.(\d+)(?:\.(.+))?$/.exec(rest) ?? [];
  if (card !== undefined) {
    const cards = part.cards as { components: TemplateComponent[] }[];
    const field = inCard && fieldOf(inCard, cards[Number(card)]?.components ?? []);
    return [`card-${card}`, ...(field ? [field] : [])].join('-');
  }
  const [, button, field = ''] = /^buttons\.(\d+)\.(\w+)$/.exec(rest) ?? [];
  if (button !== undefined) return CODE_FIELDS[field] ?? `button-${button}-${field}`;
  return PART_FIELDS[`${part.type.toUpperCase()}.${rest}`];
}

import type {
  SentCardComponent,
  SentComponent,
  TemplateParameter,
  TemplatePartValues,
  TemplateVariables,
} from '../../contract/content/template-order.ts';
import type { TemplateButton } from '../../contract/template.ts';
import { findPart, isOneTimeCode, listButtons, listCards, listNames } from './template-parts.ts';
import type { PartOwner, TemplateForm } from './template-parts.ts';

type SentButton = Extract<SentCardComponent, { type: 'button' }>;
type ButtonValue = NonNullable<TemplatePartValues['buttons']>[string];
type Texts = NonNullable<TemplatePartValues['body']>;

/** What stands under `sub_type` for a button of the template, and what its value is called. */
const SENT_BUTTONS: Record<string, SentButton['sub_type']> = {
  URL: 'url',
  OTP: 'url',
  QUICK_REPLY: 'quick_reply',
  COPY_CODE: 'copy_code',
  FLOW: 'flow',
  CATALOG: 'catalog',
  MPM: 'mpm',
};

/** The Graph API's name for a button of a template; undefined: it takes no values. */
export function subTypeOf(button: TemplateButton): SentButton['sub_type'] | undefined {
  return SENT_BUTTONS[button.type.toUpperCase()];
}

/**
 * Values by the template's parts, in the Graph API's form. What is missing becomes an empty text,
 * which `fillTemplate` tells; what the template has no place for is told in `problems`.
 */
export function toComponents(
  form: TemplateForm,
  values: TemplateVariables,
): { components: SentComponent[]; problems: string[] } {
  const problems: string[] = [];
  const isNamed = form.parameter_format === 'named';
  const components: SentComponent[] = partsOf(form, withCode(form, values), { isNamed, problems });
  if (values.offer_expires_at !== undefined) {
    const expiration_time_ms = Date.parse(values.offer_expires_at);
    const parameters: TemplateParameter[] = [
      { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms } },
    ];
    components.push({ type: 'limited_time_offer', parameters });
  }
  const cards = listCards(form);
  if (cards.length > 0) {
    components.push({
      type: 'carousel',
      cards: cards.map((card, index) => ({
        card_index: index,
        components: partsOf(card, values.cards?.[index] ?? {}, { isNamed, problems }),
      })),
    });
  }
  if ((values.cards?.length ?? 0) > cards.length) {
    problems.push(`The template has ${cards.length} cards, ${values.cards?.length} given.`);
  }
  return { components, problems };
}

/** A one-time code goes to the button that copies it, too. */
function withCode(form: TemplateForm, values: TemplateVariables): TemplatePartValues {
  const code = values.body && Object.values(values.body)[0];
  if (!isOneTimeCode(form) || code === undefined || values.buttons) return values;
  const index = listButtons(form).findIndex((button) => subTypeOf(button) === 'url');
  return index < 0 ? values : { ...values, buttons: { [index]: code } };
}

interface Reading {
  isNamed: boolean;
  problems: string[];
}

function partsOf(
  owner: PartOwner,
  { header, body, buttons = {} }: TemplatePartValues,
  reading: Reading,
): SentCardComponent[] {
  const headerText = findPart(owner, 'HEADER')?.text;
  const bodyText = findPart(owner, 'BODY')?.text;
  const headerParameters = isMedia(header)
    ? toMediaParameters(header)
    : toTexts('header', headerText, header, reading);
  const bodyParameters = toTexts('body', bodyText, body, reading);
  return [
    ...(headerParameters.length > 0
      ? [{ type: 'header' as const, parameters: headerParameters }]
      : []),
    ...(bodyParameters.length > 0 ? [{ type: 'body' as const, parameters: bodyParameters }] : []),
    ...Object.entries(buttons).flatMap(([index, value]) => {
      const button = listButtons(owner)[Number(index)];
      const subType = button && subTypeOf(button);
      if (subType === undefined) {
        reading.problems.push(`There is no button ${Number(index) + 1} that takes a value.`);
        return [];
      }
      const parameters = [toButtonParameter(subType, value)];
      return [{ type: 'button' as const, sub_type: subType, index, parameters }];
    }),
  ];
}

type MediaValue = Exclude<TemplatePartValues['header'], Texts | undefined>;

/** A text variable may be called `image`, but its value is a text. */
function isMedia(header: TemplatePartValues['header']): header is MediaValue {
  if (header === undefined || Array.isArray(header)) return false;
  return Object.values(header).some((value) => typeof value === 'object');
}

function toMediaParameters(header: MediaValue): TemplateParameter[] {
  return Object.entries(header).map(
    ([type, value]) => ({ type, [type]: value as unknown }) as TemplateParameter,
  );
}

function toTexts(
  part: 'header' | 'body',
  text: string | undefined,
  values: Texts | undefined,
  { isNamed, problems }: Reading,
): TemplateParameter[] {
  const names = listNames(text);
  if (values === undefined) return [];
  if (Array.isArray(values)) {
    return values.map((value, index) => {
      const name = isNamed ? names[index] : undefined;
      return { type: 'text', ...(name === undefined ? {} : { parameter_name: name }), text: value };
    });
  }
  for (const name of Object.keys(values)) {
    if (!names.includes(name)) problems.push(`The ${part} has no variable «${name}».`);
  }
  return names.map((name) => ({
    type: 'text',
    ...(isNamed ? { parameter_name: name } : {}),
    text: values[name] ?? '',
  }));
}

function toButtonParameter(subType: SentButton['sub_type'], value: ButtonValue): TemplateParameter {
  if (typeof value === 'object') return { type: 'action', action: value };
  if (subType === 'quick_reply') return { type: 'payload', payload: value };
  if (subType === 'copy_code') return { type: 'coupon_code', coupon_code: value };
  return { type: 'text', text: value };
}

import { isObject } from './field-checks.ts';
import type { JsonObject } from './field-checks.ts';
import { GraphError } from './graph-error.ts';
import { findPart, listVariables } from './template.ts';
import type { MessageTemplate, TemplateButton, TemplatePart } from './template.ts';

/** A template message as a phone shows it. */
export interface ShownTemplate {
  text: string;
  category: string;
  /** What stands on the cards of a carousel, after the text. */
  cards?: string[];
  quickReplies: { text: string; payload: string }[];
}

const MAX_LENGTHS: Record<string, number> = { header: 60, body: 1_024 };
const MAX_COUPON = 15;
const MAX_CODE = 15;
/** What may stand under `type` in a text part's parameters. */
const TEXT_TYPES = ['text', 'currency', 'date_time'];
/** What a button takes, by its type in the template; those that need no value are marked. */
const BUTTON_VALUES: Record<string, { subType: string; type: string; isOptional?: true }> = {
  URL: { subType: 'url', type: 'text' },
  QUICK_REPLY: { subType: 'quick_reply', type: 'payload', isOptional: true },
  COPY_CODE: { subType: 'copy_code', type: 'coupon_code' },
  FLOW: { subType: 'flow', type: 'action', isOptional: true },
  CATALOG: { subType: 'catalog', type: 'action', isOptional: true },
  MPM: { subType: 'mpm', type: 'action' },
};

/** Puts a request's values into its template; throws in Meta's words where they do not fit. */
export function fillTemplate(template: MessageTemplate, components: unknown): ShownTemplate {
  const given = listObjects(components);
  const isNamed = template.parameter_format === 'NAMED';
  const shown = fillParts(template.components, given, isNamed);
  const footer = findPart(template.components, 'FOOTER')?.text;
  if (template.category === 'AUTHENTICATION') checkCode(given);
  const cards = findPart(template.components, 'CAROUSEL')?.cards ?? [];
  const sentCards = listObjects(given.find(({ type }) => type === 'carousel')?.cards);
  if (cards.length !== sentCards.length)
    throw countMismatch('carousel', sentCards.length, cards.length);
  const shownCards = cards.map((card, index) => {
    const own = sentCards.find(({ card_index }) => card_index === index);
    return fillParts(card.components, listObjects(own?.components), isNamed);
  });
  return {
    text: [shown.text, footer].filter((text) => text !== undefined && text !== '').join('\n'),
    category: template.category,
    ...(shownCards.length > 0 ? { cards: shownCards.map(({ text }) => text) } : {}),
    quickReplies: [shown, ...shownCards].flatMap(({ quickReplies }) => quickReplies),
  };
}

function fillParts(
  parts: readonly TemplatePart[],
  given: readonly JsonObject[],
  isNamed: boolean,
): Pick<ShownTemplate, 'text' | 'quickReplies'> {
  const header = findPart(parts, 'HEADER');
  const lines: string[] = [];
  if (header && (header.format ?? 'TEXT') !== 'TEXT') lines.push(fillMedia(header, given));
  else lines.push(fillText('header', header?.text, given, isNamed));
  lines.push(fillOffer(parts, given));
  lines.push(fillText('body', findPart(parts, 'BODY')?.text, given, isNamed));
  const buttons = findPart(parts, 'BUTTONS')?.buttons ?? [];
  const quickReplies: ShownTemplate['quickReplies'] = [];
  buttons.forEach((button, index) => {
    const value = fillButton(button, index, given);
    const text = button.text ?? button.type;
    lines.push(`[${text}]`);
    if (button.type === 'QUICK_REPLY') {
      quickReplies.push({ text, payload: typeof value === 'string' ? value : text });
    }
  });
  for (const { type, index } of given) {
    if (type === 'button' && !buttons[Number(index)]) {
      throw wrongFormat(`button: There is no button at index ${String(index)}.`);
    }
  }
  return { text: lines.filter((line) => line !== '').join('\n'), quickReplies };
}

function parametersOf(given: readonly JsonObject[], type: string): JsonObject[] {
  return listObjects(given.find((component) => component.type === type)?.parameters);
}

function fillMedia(header: TemplatePart, given: readonly JsonObject[]): string {
  const format = String(header.format);
  const parameters = parametersOf(given, 'header');
  const [value] = parameters;
  if (parameters.length !== 1) throw countMismatch('header', parameters.length, 1);
  if (value?.type !== format.toLowerCase() || !isObject(value[value.type])) {
    throw wrongFormat(
      `header: Format mismatch, expected ${format}, received ${String(value?.type)}.`,
    );
  }
  return `[${format.toLowerCase()}]`;
}

function fillText(
  part: 'header' | 'body',
  text: string | undefined,
  given: readonly JsonObject[],
  isNamed: boolean,
): string {
  const names = listVariables(text);
  const parameters = parametersOf(given, part);
  if (parameters.length !== names.length) {
    throw countMismatch(part, parameters.length, names.length);
  }
  const values = new Map<string, string>();
  parameters.forEach((parameter, index) => {
    const name = isNamed ? String(parameter.parameter_name) : (names[index] ?? '');
    if (!names.includes(name)) {
      throw new GraphError(100, { details: `Param ${part} has no parameter_name '${name}'.` });
    }
    values.set(name, readText(part, parameter));
  });
  const filled = (text ?? '').replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_match, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw countMismatch(part, parameters.length, names.length);
    return value;
  });
  if ([...filled].length > (MAX_LENGTHS[part] ?? 0)) {
    throw new GraphError(132005, { details: `${part}: Translated text too long.` });
  }
  return filled;
}

function readText(part: string, parameter: JsonObject): string {
  const type = String(parameter.type);
  if (!TEXT_TYPES.includes(type)) {
    throw wrongFormat(`${part}: Format mismatch, expected TEXT, received ${type}.`);
  }
  const nested = parameter[type];
  const value = isObject(nested) ? nested.fallback_value : nested;
  if (typeof value !== 'string' || value.trim() === '') {
    throw new GraphError(131008, { details: `Parameter of type text is missing text value.` });
  }
  if (/[\n\r\t]| {5}/.test(value)) {
    throw new GraphError(132018, {
      details: 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
    });
  }
  return value;
}

function fillButton(button: TemplateButton, index: number, given: readonly JsonObject[]): unknown {
  const sent = given.find(
    (component) => component.type === 'button' && String(component.index) === String(index),
  );
  const takes = BUTTON_VALUES[button.type.toUpperCase()];
  const isFixed = !takes || (button.type === 'URL' && listVariables(button.url).length === 0);
  if (!sent) {
    if (isFixed || takes.isOptional) return undefined;
    throw new GraphError(131008, {
      details: `Button at index ${index} of type ${button.type} requires a parameter.`,
    });
  }
  const [value, ...more] = listObjects(sent.parameters);
  if (isFixed || more.length > 0 || String(sent.sub_type).toLowerCase() !== takes.subType) {
    throw wrongFormat(`button: Button at index ${index} does not take this parameter.`);
  }
  if (value?.type !== takes.type || value[takes.type] === undefined || value[takes.type] === '') {
    throw wrongFormat(`button: Button at index ${index} needs a parameter of type ${takes.type}.`);
  }
  if (takes.type === 'coupon_code' && [...String(value.coupon_code)].length > MAX_COUPON) {
    throw new GraphError(131009, { details: `Param coupon_code is longer than ${MAX_COUPON}.` });
  }
  return value[takes.type];
}

function checkCode(given: readonly JsonObject[]): void {
  const codes = given.flatMap(({ parameters }) => listObjects(parameters));
  if (codes.some(({ text }) => [...String(text)].length > MAX_CODE)) {
    throw new GraphError(131009, {
      details: `A one-time code has at most ${MAX_CODE} characters.`,
    });
  }
}

/** The words of an offer and when it ends; empty: there is none. */
function fillOffer(parts: readonly TemplatePart[], given: readonly JsonObject[]): string {
  const offer = findPart(parts, 'LIMITED_TIME_OFFER')?.limited_time_offer;
  if (!isObject(offer)) return '';
  const [value] = parametersOf(given, 'limited_time_offer');
  const sent = isObject(value?.limited_time_offer) ? value.limited_time_offer : {};
  const endsMs = sent.expiration_time_ms;
  if (typeof endsMs === 'number') return `${String(offer.text)} ${new Date(endsMs).toISOString()}`;
  if (offer.has_expiration !== true) return String(offer.text);
  throw new GraphError(131008, { details: 'Parameter expiration_time_ms is mandatory.' });
}

function listObjects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function countMismatch(part: string, given: number, expected: number): GraphError {
  return new GraphError(132000, {
    details: `${part}: number of localizable_params (${given}) does not match the expected number of params (${expected})`,
  });
}

function wrongFormat(details: string): GraphError {
  return new GraphError(132012, { details });
}

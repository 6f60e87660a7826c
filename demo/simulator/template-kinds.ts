import { isObject } from './field-checks.ts';
import type { JsonObject } from './field-checks.ts';
import { GraphError } from './graph-error.ts';
import { findPart, isPart, listVariables } from './template.ts';
import type { TemplateButton, TemplatePart } from './template.ts';

/*
 * What the account refuses of each kind of template, one thing at a time as Meta does: cards, offers,
 * requests to call, products, and the buttons with their fields. Subcodes are left out where Meta's
 * pages don't tell one.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
 */

interface Subject {
  category: string;
  components: readonly TemplatePart[];
}

const PARTS = [
  'HEADER',
  'BODY',
  'FOOTER',
  'BUTTONS',
  'CAROUSEL',
  'LIMITED_TIME_OFFER',
  'CALL_PERMISSION_REQUEST',
];
const FORMATS = ['TEXT', 'IMAGE', 'VIDEO', 'GIF', 'DOCUMENT', 'LOCATION', 'PRODUCT'];
const MAX_OF_TYPE: Record<string, number> = {
  ...{ QUICK_REPLY: 10, URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1, FLOW: 1, CATALOG: 1, MPM: 1 },
  ...{ SPM: 1, VOICE_CALL: 1, REQUEST_CONTACT_INFO: 1 },
};
/** What a button cannot be without. */
const REQUIRED: Record<string, (button: TemplateButton) => boolean> = {
  QUICK_REPLY: ({ text }) => isText(text, 25),
  URL: ({ text, url, example }) =>
    isText(text, 25) &&
    isText(url, 2_000) &&
    /^https?:\/\/[^{}]+(\{\{1\}\})?$/.test(url ?? '') &&
    (listVariables(url).length === 0 || isText(firstOf(example), 2_000)),
  PHONE_NUMBER: ({ text, phone_number }) => isText(text, 25) && isText(phone_number, 20),
  COPY_CODE: ({ example }) => isText(firstOf(example), 15),
  FLOW: ({ text, flow_id, flow_name, flow_json }) =>
    isText(text, 25) && (isId(flow_id) || isText(flow_name, 200) || isText(flow_json, 1e6)),
  CATALOG: ({ text }) => isText(text, 25),
  MPM: ({ text }) => isText(text, 25),
  SPM: ({ text }) => isText(text, 25),
  VOICE_CALL: ({ text, ttl_minutes: ttl }) =>
    isText(text, 25) && (ttl === undefined || (Number(ttl) >= 1_440 && Number(ttl) <= 43_200)),
  REQUEST_CONTACT_INFO: () => true,
};

/** Throws code 100 for what Meta does not take in a template of this category. */
export function checkKind({ category, components }: Subject): void {
  const types = components.map(({ type }) => type.toUpperCase());
  const has = (type: string) => types.includes(type);
  for (const type of types) {
    if (!PARTS.includes(type)) refuse(`Unknown component type ${type}.`);
    if (types.filter((each) => each === type).length > 1) refuse(`There are two parts ${type}.`);
  }
  const header = findPart(components, 'HEADER');
  const format = header && formatOf(header);
  if (format !== undefined && !FORMATS.includes(format)) refuse(`Unknown format ${format}.`);
  const buttons = findPart(components, 'BUTTONS')?.buttons ?? [];
  checkButtons(buttons);
  const buttonTypes = buttons.map(({ type }) => type.toUpperCase());
  if ((format === 'PRODUCT') !== buttonTypes.includes('SPM')) {
    refuse('A product header and a button of type SPM need each other.');
  }
  if (has('CALL_PERMISSION_REQUEST') && (has('BUTTONS') || has('CAROUSEL'))) {
    refuse('A call permission request cannot be combined with other interactive components.');
  }
  if (has('LIMITED_TIME_OFFER')) checkOffer({ category, components }, format, buttonTypes);
  if (has('CAROUSEL')) {
    if (category !== 'MARKETING') refuse('Carousels are available for marketing templates only.');
    if (types.length > 2) refuse('Beside a carousel there is a body only.');
    checkCards(findPart(components, 'CAROUSEL')?.cards);
  }
}

/** Throws for a button of one-time codes that lacks what its type needs. */
export function checkCodeButton({ buttons = [] }: TemplatePart): void {
  const [button, ...more] = buttons;
  const { otp_type: type, supported_apps: apps } = (button ?? {}) as JsonObject;
  const kind = String(type).toUpperCase();
  if (more.length > 0 || button?.type.toUpperCase() !== 'OTP') refuse('One OTP button is needed.');
  if (!['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'].includes(kind)) refuse('Unknown otp_type.');
  if (kind === 'COPY_CODE') return;
  const list = Array.isArray(apps) ? apps.filter(isObject) : [];
  const isGood = ({ package_name: name, signature_hash: hash }: JsonObject) =>
    isText(name, 224) && String(name).includes('.') && String(hash).length === 11;
  if (list.length < 1 || list.length > 5 || !list.every(isGood)) refuse('Invalid supported_apps.');
  if (kind === 'ZERO_TAP' && button?.zero_tap_terms_accepted !== true) {
    refuse('zero_tap_terms_accepted must be true.');
  }
}

function checkOffer(
  { category, components }: Subject,
  format: string | undefined,
  buttons: readonly string[],
): void {
  const offer = findPart(components, 'LIMITED_TIME_OFFER')?.limited_time_offer;
  const { text, has_expiration: hasExpiration } = (isObject(offer) ? offer : {}) as JsonObject;
  if (category !== 'MARKETING') refuse('Only marketing templates can have a limited-time offer.');
  if (!isText(text, 16)) refuse('The offer text has 1 to 16 characters.');
  if (findPart(components, 'FOOTER')) refuse('Footer components are not supported.');
  if (![undefined, 'IMAGE', 'VIDEO'].includes(format)) refuse('The header is IMAGE or VIDEO.');
  if ([...(findPart(components, 'BODY')?.text ?? '')].length > 600) refuse('The body is too long.');
  if (!buttons.includes('URL')) refuse('A URL button is required.');
  if (hasExpiration === true && !buttons.includes('COPY_CODE')) {
    refuse('A copy code button is required.');
  }
  if (buttons.indexOf('COPY_CODE') > 0) refuse('The copy code button must come first.');
  if (buttons.some((type) => !['URL', 'COPY_CODE'].includes(type))) refuse('Unsupported buttons.');
}

function checkCards(cards: unknown): void {
  const isCard = (card: unknown) =>
    isObject(card) && Array.isArray(card.components) && card.components.every(isPart);
  if (!Array.isArray(cards) || !cards.every(isCard)) refuse('The cards are not valid.');
  const list = cards as { components: TemplatePart[] }[];
  if (list.length < 2 || list.length > 10) refuse('A carousel has 2 to 10 cards.');
  if (new Set(list.map(({ components }) => outlineOf(components))).size > 1) {
    refuse('All cards must have the same components.');
  }
  for (const { components } of list) checkCard(components);
}

function checkCard(components: readonly TemplatePart[]): void {
  const types = components.map(({ type }) => type.toUpperCase());
  if (types.some((type) => !['HEADER', 'BODY', 'BUTTONS'].includes(type))) {
    refuse('A card has a header, a body and buttons only.');
  }
  const header = findPart(components, 'HEADER');
  const format = header && formatOf(header);
  if (!['IMAGE', 'VIDEO', 'PRODUCT'].includes(format ?? '')) refuse('A card needs a header.');
  const body = findPart(components, 'BODY');
  const isProduct = format === 'PRODUCT';
  if (body && (isProduct || !isText(body.text, 160))) refuse('The text of a card is not valid.');
  if ((body?.text ?? '').split('\n').length > 3) refuse('A card has at most two line breaks.');
  if (listVariables(body?.text).length > 0 && !isObject(body?.example)) {
    refuse('Variables of a card need sample values.');
  }
  const buttons = findPart(components, 'BUTTONS')?.buttons ?? [];
  const allowed = isProduct ? ['SPM', 'URL'] : ['QUICK_REPLY', 'URL', 'PHONE_NUMBER'];
  if (isProduct ? buttons.length !== 1 : buttons.length > 2) refuse('Too few or many buttons.');
  if (buttons.some(({ type }) => !allowed.includes(type.toUpperCase()))) {
    refuse('A card cannot have buttons of this type.');
  }
  checkButtons(buttons);
}

function checkButtons(buttons: readonly TemplateButton[]): void {
  const types = buttons.map(({ type }) => type.toUpperCase());
  buttons.forEach((button, index) => {
    const type = types[index] ?? '';
    const max = MAX_OF_TYPE[type];
    if (max === undefined) refuse(`Unknown button type ${type}.`);
    else if (types.filter((each) => each === type).length > max) refuse(`Too many of ${type}.`);
    if (!REQUIRED[type]?.(button)) refuse(`The button of type ${type} is not complete.`);
  });
  const runs = types.filter(
    (type, index) => type === 'QUICK_REPLY' && types[index - 1] !== 'QUICK_REPLY',
  );
  if (runs.length > 1) refuse('Quick reply buttons must be grouped together.');
}

function outlineOf(components: readonly TemplatePart[]): string {
  const parts = components.map((part) => {
    const buttons = part.buttons?.map(({ type }) => type.toUpperCase()) ?? [];
    const type = part.type.toUpperCase();
    return [type, type === 'HEADER' ? formatOf(part) : '', ...buttons].join(' ');
  });
  return parts.sort().join('\n');
}

function formatOf(header: TemplatePart): string {
  return (header.format ?? 'TEXT').toUpperCase();
}

function isText(value: unknown, max: number): boolean {
  return typeof value === 'string' && value.trim() !== '' && [...value].length <= max;
}

function isId(value: unknown): boolean {
  return /^\d+$/.test(String(value));
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}

function refuse(words: string): never {
  throw new GraphError(100, {
    message: '(#100) Invalid parameter',
    userTitle: 'Invalid template',
    userMessage: words,
  });
}

import { createHash } from 'node:crypto';
import type { AppFile } from './stored-objects.ts';
import { isObject } from './field-checks.ts';
import type { JsonObject } from './field-checks.ts';
import { GraphError } from './graph-error.ts';
import { checkCodeButton, checkKind } from './template-kinds.ts';
import { findPart, isPart, listVariables } from './template.ts';
import type { TemplatePart } from './template.ts';

/**
 * Codes of what a new template may be refused for; those on duplicates and handles are not confirmed by
 * Meta.
 */
const SUBCODES = {
  nameBeingDeleted: 2388023,
  exists: 2388024,
  length: 2388040,
  header: 2388047,
  body: 2388072,
  footer: 2388073,
  tooManyVariables: 2388293,
  edge: 2388299,
  handle: 2494102,
};
const LENGTHS: Record<string, { max: number; subcode: number }> = {
  HEADER: { max: 60, subcode: SUBCODES.header },
  BODY: { max: 1_024, subcode: SUBCODES.body },
  FOOTER: { max: 60, subcode: SUBCODES.footer },
};
const MAX_BUTTONS = 10;
const MAX_LABEL = 25;

/** A refusal as Meta words it: code 100, a subcode, and a title and text for a person. */
export function refusedTemplate(
  subcode: keyof typeof SUBCODES | undefined,
  title: string,
  words: string,
): GraphError {
  return new GraphError(100, {
    message: '(#100) Invalid parameter',
    ...(subcode === undefined ? {} : { subcode: SUBCODES[subcode] }),
    userTitle: title,
    userMessage: words,
  });
}

export interface NewTemplate {
  name: string;
  language: string;
  category: string;
  parameter_format: 'POSITIONAL' | 'NAMED';
  components: TemplatePart[];
}

/** Reads the body of a request for a new template; throws as Meta would. */
export function readNewTemplate(body: unknown): NewTemplate {
  const {
    name,
    language,
    category,
    parameter_format: format,
  } = (isObject(body) ? body : {}) as JsonObject;
  if (typeof name !== 'string' || !/^[a-z0-9_]{1,512}$/.test(name)) {
    throw refusedTemplate(
      undefined,
      'Invalid name',
      'Template names have lowercase letters, numbers and underscores only.',
    );
  }
  if (typeof language !== 'string' || !/^[a-z]{2,3}(_[A-Z]{2,3})?$/.test(language)) {
    throw refusedTemplate(undefined, 'Invalid language', 'The language is not supported.');
  }
  if (!['MARKETING', 'UTILITY', 'AUTHENTICATION'].includes(String(category))) {
    throw refusedTemplate(undefined, 'Invalid category', 'The category is not known.');
  }
  const parameterFormat = format === 'NAMED' ? 'NAMED' : 'POSITIONAL';
  const components = readComponents(isObject(body) ? body.components : undefined, String(category));
  return {
    name,
    language,
    category: String(category),
    parameter_format: parameterFormat,
    components,
  };
}

/** Checks parts, and gives those of one-time codes the texts that Meta writes. */
export function readComponents(value: unknown, category: string): TemplatePart[] {
  if (!Array.isArray(value) || !value.every(isPart)) {
    throw refusedTemplate(undefined, 'Invalid components', 'The components are not valid.');
  }
  const components = value as TemplatePart[];
  if (!findPart(components, 'BODY')) {
    throw refusedTemplate('body', 'Body missing', 'A message template must have a body.');
  }
  if (category === 'AUTHENTICATION') {
    checkCodeButton(findPart(components, 'BUTTONS') ?? { type: 'BUTTONS' });
    return components.map(writeCodeText);
  }
  components.forEach(checkPart);
  checkKind({ category, components });
  return components;
}

/** What a header's sample file must be, by the header's format. */
const SAMPLE_TYPES: Record<string, RegExp> = {
  IMAGE: /^image\//,
  VIDEO: /^video\//,
  GIF: /^video\//,
  DOCUMENT: /^application\/pdf$/,
};

/**
 * Checks the samples of headers, those of cards too, and puts their addresses at Meta in the place of
 * the handles: a handle is never read back.
 */
export function takeSamples(
  components: readonly TemplatePart[],
  files: ReadonlyMap<string, AppFile>,
): TemplatePart[] {
  return components.map((part) => {
    const { cards } = part;
    if (cards) {
      const taken = cards.map((card) => ({
        ...card,
        components: takeSamples(card.components, files),
      }));
      return { ...part, cards: taken };
    }
    const wanted = part.type.toUpperCase() === 'HEADER' && SAMPLE_TYPES[part.format ?? ''];
    if (!wanted) return part;
    const { header_handle: handles } = Object(part.example) as JsonObject;
    if (!Array.isArray(handles) || handles.length === 0) {
      throw refusedTemplate('header', 'Sample missing', 'A media header needs a header_handle.');
    }
    const [file] = handles.map((handle) => files.get(String(handle)));
    if (!file || !wanted.test(file.mimeType)) {
      throw refusedTemplate(
        'handle',
        'Uploaded Media Handle Is Invalid',
        'The uploaded media handle is invalid. Please upload media again.',
      );
    }
    const name = createHash('sha256').update(file.handle).digest('hex').slice(0, 32);
    const url = `https://scontent.whatsapp.net/v/t61.29466-34/${name}`;
    return { ...part, example: { header_handle: [url] } };
  });
}

function checkPart(part: TemplatePart): void {
  const type = part.type.toUpperCase();
  const limit = LENGTHS[type];
  const hasText = type !== 'HEADER' || (part.format ?? 'TEXT') === 'TEXT';
  if (limit && hasText) checkText(type, part, limit);
  const buttons = part.buttons ?? [];
  const isTooLong = buttons.some(({ text }) => [...(text ?? '')].length > MAX_LABEL);
  if (buttons.length > MAX_BUTTONS || isTooLong) {
    throw refusedTemplate(
      'length',
      'Too long',
      'There are too many buttons, or a label is too long.',
    );
  }
}

function checkText(
  type: string,
  part: TemplatePart,
  { max, subcode }: { max: number; subcode: number },
) {
  const text = part.text ?? '';
  const variables = listVariables(text);
  const refuse = (title: string, words: string) =>
    new GraphError(100, {
      message: '(#100) Invalid parameter',
      subcode,
      userTitle: title,
      userMessage: words,
    });
  if (text === '') throw refuse('Text missing', `The ${type.toLowerCase()} has no text.`);
  if ([...text].length > max) {
    throw refusedTemplate(
      'length',
      'Text too long',
      `The ${type.toLowerCase()} is longer than ${max}.`,
    );
  }
  if (type === 'FOOTER' && variables.length > 0) {
    throw refuse('Variables in footer', 'A footer cannot have variables.');
  }
  if (
    type === 'HEADER' &&
    (variables.length > 1 || /[\n*_~]/.test(text.replace(/\{\{.*?\}\}/g, '')))
  ) {
    throw refuse('Header format', 'A header has one variable at most, and no format.');
  }
  if (type !== 'BODY') return;
  if (/^\s*\{\{|\}\}\s*$/.test(text)) {
    throw refusedTemplate(
      'edge',
      'Leading or trailing variable',
      'Variables cannot be at the start or end.',
    );
  }
  if (/\}\}\s*\{\{/.test(text)) {
    throw refuse('Adjacent variables', 'Variables cannot stand next to each other.');
  }
  const words = text.replace(/\{\{.*?\}\}/g, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  if (variables.length > 0 && words < variables.length * 2 + 1) {
    throw refusedTemplate(
      'tooManyVariables',
      'Too many variables',
      'Too many variables for the length.',
    );
  }
  const example = Object(part.example) as JsonObject;
  if (variables.length > 0 && !example.body_text && !example.body_text_named_params) {
    throw refuse('Sample missing', 'Variables need sample values.');
  }
}

function writeCodeText(part: TemplatePart): TemplatePart {
  const type = part.type.toUpperCase();
  if (type === 'BODY') {
    const advice = part.add_security_recommendation
      ? ' For your security, do not share this code.'
      : '';
    return { ...part, text: `*{{1}}* is your verification code.${advice}` };
  }
  if (type === 'FOOTER' && typeof part.code_expiration_minutes === 'number') {
    return { ...part, text: `This code expires in ${part.code_expiration_minutes} minutes.` };
  }
  const buttons = part.buttons?.map((button) => ({
    type: 'URL',
    text: button.text ?? 'Copy code',
    url: writeCodeAddress(button),
  }));
  return buttons ? { ...part, buttons } : part;
}

/** The button of a code is read back as a link that says how the code goes. */
function writeCodeAddress({ otp_type, autofill_text, supported_apps }: JsonObject): string {
  const [app] = Array.isArray(supported_apps) ? supported_apps.filter(isObject) : [];
  const query = new URLSearchParams({
    otp_type: String(otp_type).toUpperCase(),
    ...(app
      ? {
          cta_display_name: String(autofill_text ?? 'Autofill'),
          package_name: String(app.package_name),
          signature_hash: String(app.signature_hash),
        }
      : {}),
  });
  return `https://www.whatsapp.com/otp/code/?${query.toString()}&code=otp{{1}}`;
}

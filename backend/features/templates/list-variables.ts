import type {
  TemplateButton,
  TemplateComponent,
  TemplateVariable,
} from '../../contract/template.ts';
import {
  FILE_FORMATS,
  findOffer,
  findPart,
  formatOf,
  isOneTimeCode,
  listButtons,
  listCards,
  listNames,
} from './template-parts.ts';
import type { PartOwner, TemplateForm } from './template-parts.ts';

type ButtonNeed = Pick<TemplateVariable, 'kind' | 'is_required' | 'max_length'>;

const OTHER_HEADERS: Record<string, TemplateVariable['kind']> = {
  LOCATION: 'location',
  PRODUCT: 'product',
};
const MAX_PAYLOAD = 256;
const MAX_COUPON = 15;

/** What a send of this template must bring, or may, from its top to its bottom. */
export function listVariables(form: TemplateForm): TemplateVariable[] {
  const offer = findOffer(form);
  return [
    ...listOwn(form, [], isOneTimeCode(form)),
    ...(offer?.hasExpiration ? [describe(['offer_expires_at'], 'moment', offer.text)] : []),
    ...listCards(form).flatMap((card, index) => listOwn(card, ['cards', String(index)], false)),
  ];
}

/** What a button of this kind takes; undefined: nothing. The numbers are Meta's limits. */
export function needOf(button: TemplateButton): ButtonNeed | undefined {
  switch (button.type.toUpperCase()) {
    case 'URL':
      return listNames(button.url).length === 0
        ? undefined
        : { kind: 'url_suffix', is_required: true, max_length: null };
    case 'OTP':
      return { kind: 'url_suffix', is_required: true, max_length: null };
    case 'QUICK_REPLY':
      return { kind: 'payload', is_required: false, max_length: MAX_PAYLOAD };
    case 'COPY_CODE':
      return { kind: 'coupon_code', is_required: true, max_length: MAX_COUPON };
    case 'FLOW':
      return { kind: 'flow', is_required: false, max_length: null };
    case 'CATALOG':
      return { kind: 'catalog', is_required: false, max_length: null };
    case 'MPM':
      return { kind: 'products', is_required: true, max_length: null };
    default:
      return undefined;
  }
}

function listOwn(owner: PartOwner, prefix: string[], isOneTime: boolean): TemplateVariable[] {
  const header = findPart(owner, 'HEADER');
  const body = findPart(owner, 'BODY');
  return [
    ...(header ? listHeader(header, prefix) : []),
    ...(body ? listTexts(body, [...prefix, 'body'], 'body') : []),
    // A one-time code is given once, with the body.
    ...(isOneTime
      ? []
      : listButtons(owner).flatMap((button, index) => {
          const need = needOf(button);
          return need ? [{ ...describeButton(button, index, prefix), ...need }] : [];
        })),
  ];
}

function listHeader(header: TemplateComponent, prefix: string[]): TemplateVariable[] {
  const format = formatOf(header);
  if (format === 'TEXT') return listTexts(header, [...prefix, 'header'], 'header');
  const kind = FILE_FORMATS.get(format as never) ?? OTHER_HEADERS[format];
  return kind ? [describe([...prefix, 'header', kind], kind, kind)] : [];
}

function listTexts(
  part: TemplateComponent,
  path: string[],
  name: 'header' | 'body',
): TemplateVariable[] {
  return listNames(part.text).map((variable, index) => ({
    ...describe([...path, variable], 'text', variable),
    example: exampleOf(part, name, variable, index),
  }));
}

/** Sample values stand in `header_text`, `body_text` or, named, `…_text_named_params`. */
function exampleOf(
  part: TemplateComponent,
  name: 'header' | 'body',
  variable: string,
  index: number,
): string | null {
  const example = Object(part.example) as Record<string, unknown>;
  const named = example[`${name}_text_named_params`];
  if (Array.isArray(named)) {
    const found = named.find(
      (each) => (Object(each) as { param_name?: unknown }).param_name === variable,
    );
    return readExample((Object(found) as { example?: unknown }).example);
  }
  const given = example[`${name}_text`];
  const list: unknown = Array.isArray(given) && Array.isArray(given[0]) ? given[0] : given;
  return readExample(Array.isArray(list) ? list[index] : undefined);
}

function describeButton(button: TemplateButton, index: number, prefix: string[]) {
  const example: unknown = Array.isArray(button.example) ? button.example[0] : button.example;
  return {
    ...describe([...prefix, 'buttons', String(index)], 'payload', button.text ?? button.type),
    example: readExample(example),
  };
}

function readExample(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function describe(path: string[], kind: TemplateVariable['kind'], label: string): TemplateVariable {
  return { path, kind, is_required: true, label, example: null, max_length: null };
}

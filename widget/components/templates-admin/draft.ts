import type {
  Template,
  TemplateComponent,
  TemplateSampleKind,
} from '../../../backend/contract/template.ts';
import { findPart } from '../template-picker/preview-template.ts';
import { buttonOf, readButton } from './draft-buttons.ts';
import type { ButtonValues } from './draft-buttons.ts';

export const CATEGORIES = ['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const;
export const HEADERS = ['NONE', 'TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'] as const;
export type Header = (typeof HEADERS)[number];

/** A file of a header: Meta's handle, and its name here. */
export interface Sample {
  handle: string;
  name: string;
}

/** What stands in the form. */
export interface Draft {
  name: string;
  language: string;
  category: string;
  format: 'positional' | 'named';
  header: Header;
  headerText: string;
  sample: Sample | undefined;
  body: string;
  footer: string;
  /** Sample values by the part and the variable's name: `body/first_name`. */
  examples: ReadonlyMap<string, string>;
  buttons: readonly ButtonValues[];
  /** Of one-time codes, whose texts Meta writes. */
  hasAdvice: boolean;
  minutes: string;
  codeLabel: string;
}

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;
const SAMPLE_KINDS: Partial<Record<Header, TemplateSampleKind>> = {
  ...{ IMAGE: 'image', VIDEO: 'video', DOCUMENT: 'document' },
};
const FORM_PARTS = new Set(['HEADER', 'BODY', 'FOOTER', 'BUTTONS']);

export function emptyDraft(language: string): Draft {
  return {
    ...{ name: '', language, category: 'UTILITY', format: 'positional' },
    ...{ header: 'NONE', headerText: '', sample: undefined, body: '', footer: '' },
    ...{ examples: new Map(), buttons: [], hasAdvice: true, minutes: '10', codeLabel: '' },
  };
}

/** A template as values of the form; undefined: it has parts that only Meta's own editor knows. */
export function draftOf(template: Template): Draft | undefined {
  const { components, category } = template;
  const header = findPart(components, 'HEADER');
  const shown = header ? ((header.format ?? 'TEXT').toUpperCase() as Header) : 'NONE';
  const buttons = (findPart(components, 'BUTTONS')?.buttons ?? []).map(readButton);
  const isKnown =
    components.every(({ type }) => FORM_PARTS.has(type.toUpperCase())) &&
    HEADERS.includes(shown) &&
    !buttons.includes(undefined);
  if (!isKnown && category !== 'AUTHENTICATION') return undefined;
  const footer = findPart(components, 'FOOTER');
  const body = findPart(components, 'BODY');
  return {
    ...emptyDraft(template.language),
    ...{ name: template.name, category, format: template.parameter_format },
    ...{ header: shown, headerText: header?.text ?? '', body: body?.text ?? '' },
    footer: footer?.text ?? '',
    examples: readExamples(template),
    buttons: category === 'AUTHENTICATION' ? [] : buttons.filter((each) => each !== undefined),
    hasAdvice: body?.add_security_recommendation === true,
    minutes: String((footer?.code_expiration_minutes as number | undefined) ?? ''),
    codeLabel:
      category === 'AUTHENTICATION'
        ? (findPart(components, 'BUTTONS')?.buttons?.[0]?.text ?? '')
        : '',
  };
}

/** The parts as the Graph API takes them. Empty parts are left out, but for the body. */
export function toComponents(draft: Draft): TemplateComponent[] {
  if (draft.category === 'AUTHENTICATION') return toCodeComponents(draft);
  const { body, footer, buttons } = draft;
  return [
    ...toHeader(draft),
    { type: 'BODY', text: body, ...exampleOf(draft, 'body', body) },
    ...(footer.trim() === '' ? [] : [{ type: 'FOOTER', text: footer }]),
    ...(buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons: buttons.map(buttonOf) }]),
  ];
}

/** The kind of sample file that a header needs; undefined: none. */
export function sampleKindOf(header: Header): TemplateSampleKind | undefined {
  return SAMPLE_KINDS[header];
}

/** The variables in a text, each once. */
export function listBlanks(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1] ?? ''))];
}

/** The next variable to put into a text: `{{2}}`, or `{{name_2}}` among named ones. */
export function nextBlank(draft: Draft, text: string): string {
  const taken = new Set(listBlanks(text));
  let number = 1;
  const name = () => (draft.format === 'named' ? `name_${number}` : String(number));
  while (taken.has(name())) number += 1;
  return `{{${name()}}}`;
}

function toHeader({ header, headerText, sample, ...draft }: Draft): TemplateComponent[] {
  switch (header) {
    case 'NONE':
      return [];
    case 'TEXT':
      return [
        {
          type: 'HEADER',
          format: header,
          text: headerText,
          ...exampleOf(draft, 'header', headerText),
        },
      ];
    case 'LOCATION':
      return [{ type: 'HEADER', format: header }];
    default: {
      const example = sample ? { example: { header_handle: [sample.handle] } } : {};
      return [{ type: 'HEADER', format: header, ...example }];
    }
  }
}

function toCodeComponents({ hasAdvice, minutes, codeLabel }: Draft): TemplateComponent[] {
  const count = Number(minutes);
  const text = codeLabel.trim() === '' ? {} : { text: codeLabel };
  return [
    { type: 'BODY', add_security_recommendation: hasAdvice },
    ...(minutes.trim() === '' ? [] : [{ type: 'FOOTER', code_expiration_minutes: count }]),
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', ...text }] },
  ];
}

/** `{}` where nothing is filled in: the linter then asks for it. */
function exampleOf(
  { examples, format }: Pick<Draft, 'examples' | 'format'>,
  part: 'header' | 'body',
  text: string,
): { example?: Record<string, unknown> } {
  const blanks = listBlanks(text);
  const values = blanks.map((name) => examples.get(`${part}/${name}`)?.trim() ?? '');
  if (values.every((value) => value === '')) return {};
  if (format === 'named') {
    const named = blanks.map((name, index) => ({ param_name: name, example: values[index] }));
    return { example: { [`${part}_text_named_params`]: named } };
  }
  // By their numbers, in whatever order they stand in the text.
  const numbered = blanks
    .map((name, index) => [Number(name), values[index] ?? ''] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
  return { example: { [`${part}_text`]: part === 'body' ? [numbered] : numbered } };
}

function readExamples({ variables }: Template): ReadonlyMap<string, string> {
  return new Map(
    variables.flatMap(({ path, kind, example }) =>
      kind === 'text' && example !== null ? [[path.join('/'), example] as const] : [],
    ),
  );
}

import { countCharacters } from '../../contract/content/characters.ts';
import type { TemplateComponent } from '../../contract/template.ts';

/** A text of a template, and where it stands. */
export interface LintedText {
  part: 'header' | 'body' | 'footer' | 'card' | 'label';
  field: string;
  text: string;
  /** Where it is shorter here than elsewhere. */
  maxLength?: number | undefined;
  /** Whose sample values belong to it; labels have none. */
  component: TemplateComponent | undefined;
  isNamed: boolean;
}

interface Fault {
  message: string;
  field?: string;
}

interface TextRule {
  rule: string;
  severity?: 'warning';
  /** Undefined: every part. */
  parts?: readonly LintedText['part'][];
  /** What is wrong; undefined: nothing. */
  find(text: LintedText, variables: readonly string[]): Fault | undefined;
}

/** Meta's limits in characters. https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/components */
const LENGTHS = { header: 60, body: 1_024, footer: 60, card: 160, label: 25 };
const NAMES = {
  header: 'header',
  body: 'body',
  footer: 'footer',
  card: 'card’s text',
  label: 'label',
};
const MAX_CARD_BREAKS = 2;
const VARIABLE = /\{\{([^{}]*)\}\}/g;
const EMOJI = /\p{Extended_Pictographic}/u;
const FORMAT = /[*_~`]/;

const TEXT_RULES: readonly TextRule[] = [
  {
    rule: 'text_missing',
    find: ({ part, text }) => when(text.trim() === '', `The ${NAMES[part]} has no text.`),
  },
  {
    rule: 'text_too_long',
    find: ({ part, text, maxLength = LENGTHS[part] }) =>
      when(
        countCharacters(text) > maxLength,
        `The ${NAMES[part]} has ${countCharacters(text)} characters; at most ${maxLength} are allowed.`,
      ),
  },
  {
    rule: 'variable_not_allowed',
    parts: ['footer', 'label'],
    find: ({ part }, variables) => when(variables.length > 0, `A ${NAMES[part]} has no variables.`),
  },
  {
    rule: 'header_too_many_variables',
    parts: ['header'],
    find: (_text, variables) => when(variables.length > 1, 'A header has one variable at most.'),
  },
  {
    rule: 'header_line_break',
    parts: ['header', 'label'],
    find: ({ part, text }) => when(/[\r\n]/.test(text), `A ${NAMES[part]} is one line.`),
  },
  {
    rule: 'header_format',
    parts: ['header', 'label'],
    find: ({ part, text }) =>
      when(
        FORMAT.test(text.replaceAll(VARIABLE, '')),
        `A ${NAMES[part]} has no bold, italics or other format: leave *, _, ~ and \` out.`,
      ),
  },
  {
    rule: 'header_emoji',
    parts: ['header', 'label'],
    find: ({ part, text }) => when(EMOJI.test(text), `A ${NAMES[part]} has no emoji.`),
  },
  {
    rule: 'card_line_breaks',
    parts: ['card'],
    find: ({ text }) =>
      when(
        text.split('\n').length - 1 > MAX_CARD_BREAKS,
        `A card’s text has at most ${MAX_CARD_BREAKS} line breaks.`,
      ),
  },
  {
    rule: 'many_line_breaks',
    severity: 'warning',
    parts: ['body'],
    find: ({ text }) =>
      when(/\n{3}/.test(text), 'The body has more than two line breaks in a row.'),
  },
  {
    rule: 'variable_malformed',
    find: ({ text, isNamed }, variables) => {
      const isGood = (name: string) => (isNamed ? /^[a-z][a-z0-9_]*$/ : /^[1-9]\d*$/).test(name);
      const isOther = (name: string) => (isNamed ? /^\d+$/ : /^[a-z][a-z0-9_]*$/).test(name);
      const bad = variables.find((name) => !isGood(name) && !isOther(name));
      const isTorn = /\{\{|\}\}/.test(text.replaceAll(VARIABLE, ''));
      if (bad === undefined && !isTorn) return undefined;
      return {
        message: isTorn
          ? 'Two braces open and close a variable: {{1}} or {{name}}.'
          : `«${bad}» names no variable: ${isNamed ? 'a–z, 0–9 and _, beginning with a letter' : 'numbers only'}.`,
      };
    },
  },
  {
    rule: 'variables_mixed',
    find: ({ isNamed }, variables) =>
      when(
        variables.some((name) => (isNamed ? /^\d+$/ : /^[a-z][a-z0-9_]*$/).test(name)),
        isNamed
          ? 'This template has named variables: {{1}} cannot stand beside them.'
          : 'This template has numbered variables: write {{1}}, {{2}}, or choose named variables.',
      ),
  },
  {
    rule: 'variable_gap',
    find: ({ isNamed }, variables) => {
      const numbers = new Set(variables.filter((name) => /^\d+$/.test(name)).map(Number));
      const missing = Array.from(numbers, (_number, index) => index + 1).find(
        (number) => !numbers.has(number),
      );
      return isNamed || missing === undefined
        ? undefined
        : { message: `Variables are numbered 1, 2, 3 without gaps: {{${missing}}} is missing.` };
    },
  },
  {
    rule: 'variable_at_edge',
    parts: ['body', 'card'],
    find: ({ text }) =>
      when(
        /^\s*\{\{|\}\}\s*$/.test(text),
        'The text neither begins nor ends with a variable; put words before and after it.',
      ),
  },
  {
    rule: 'variables_adjacent',
    find: ({ text }) =>
      when(/\}\}\s*\{\{/.test(text), 'Two variables stand side by side; put words between them.'),
  },
  {
    rule: 'too_few_words',
    parts: ['body', 'card'],
    find: ({ text }, variables) => {
      const words = text.replaceAll(VARIABLE, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
      const needed = variables.length * 2 + 1;
      return when(
        variables.length > 0 && words < needed,
        `${words} words are too few for ${variables.length} variables; write at least ${needed}.`,
      );
    },
  },
  {
    rule: 'example_missing',
    parts: ['header', 'body', 'card'],
    find: ({ part, component, isNamed }, variables) => {
      const names = [...new Set(variables)];
      if (names.length === 0) return undefined;
      const key = `${part === 'header' ? 'header' : 'body'}_text${isNamed ? '_named_params' : ''}`;
      const missing = names.filter((name, index) => !hasExample(component, key, name, index));
      return missing.length === 0
        ? undefined
        : {
            field: `example.${key}`,
            message: `Meta needs a sample value for ${missing.map((name) => `{{${name}}}`).join(', ')}.`,
          };
    },
  },
];

/** What Meta would refuse in one text. */
export function lintText(
  text: LintedText,
): { severity: 'error' | 'warning'; field: string; rule: string; message: string }[] {
  const variables = [...text.text.matchAll(VARIABLE)].map((match) => (match[1] ?? '').trim());
  return TEXT_RULES.filter(({ parts }) => parts?.includes(text.part) ?? true).flatMap((rule) => {
    const fault = rule.find(text, variables);
    if (!fault) return [];
    const field = fault.field === undefined ? text.field : text.field.replace(/text$/, fault.field);
    return [{ severity: rule.severity ?? 'error', field, rule: rule.rule, message: fault.message }];
  });
}

function hasExample(
  component: TemplateComponent | undefined,
  key: string,
  name: string,
  index: number,
): boolean {
  const given = (Object(component?.example) as Record<string, unknown>)[key];
  if (!Array.isArray(given)) return false;
  const values: unknown[] = Array.isArray(given[0]) ? given[0] : given;
  const value = key.endsWith('named_params')
    ? (
        Object(
          given.find((each) => (Object(each) as { param_name?: unknown }).param_name === name),
        ) as { example?: unknown }
      ).example
    : values[index];
  return typeof value === 'string' && value.trim() !== '';
}

function when(isWrong: boolean, message: string): Fault | undefined {
  return isWrong ? { message } : undefined;
}

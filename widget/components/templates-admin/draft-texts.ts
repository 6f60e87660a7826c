import type { Template } from '../../../backend/contract/template.ts';

export type VariableFormat = Template['parameter_format'];
/** Sample values by the part and the variable's name: `body/first_name`. */
export type Examples = ReadonlyMap<string, string>;

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The variables in a text, each once. */
export function listBlanks(text: string): string[] {
  return [...new Set([...text.matchAll(VARIABLE)].map((match) => match[1] ?? ''))];
}

/** The next variable to put into a text: `{{2}}`, or `{{name_2}}` among named ones. */
export function nextBlank(format: VariableFormat, text: string): string {
  const taken = new Set(listBlanks(text));
  let number = 1;
  const name = () => (format === 'named' ? `name_${number}` : String(number));
  while (taken.has(name())) number += 1;
  return `{{${name()}}}`;
}

/** The samples as the Graph API takes them; `{}` where nothing is filled in: the linter asks then. */
export function exampleOf(
  { examples, format }: { examples: Examples; format: VariableFormat },
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

/** @param place the path of the part's owner: nothing, or `cards` and a number */
export function readExamples({ variables }: Template, ...place: string[]): Examples {
  return new Map(
    variables.flatMap(({ path, kind, example }) => {
      const isHere = place.every((step, index) => path[index] === step);
      const rest = path.slice(place.length);
      return kind === 'text' && example !== null && isHere && rest.length === 2
        ? [[rest.join('/'), example] as const]
        : [];
    }),
  );
}

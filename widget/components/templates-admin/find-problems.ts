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
  'BUTTONS.buttons': 'buttons',
};
const TOP_FIELDS = new Set(['name', 'language', 'category']);

/** Sorts the linter's findings by the fields of the form, whose parts are `components`. */
export function sortFindings(
  findings: readonly TemplateFinding[],
  components: readonly TemplateComponent[],
): Problems {
  const problems = new Map<string, TemplateFinding[]>();
  for (const finding of findings) {
    const field = fieldOf(finding.field, components);
    problems.set(field, [...(problems.get(field) ?? []), finding]);
  }
  return problems;
}

function fieldOf(path: string, components: readonly TemplateComponent[]): string {
  if (TOP_FIELDS.has(path)) return path;
  const [, index, rest = ''] = /^components\.(\d+)\.(.+)$/.exec(path) ?? [];
  const type = components[Number(index)]?.type.toUpperCase() ?? '';
  const [, button, field = ''] = /^buttons\.(\d+)\.(\w+)$/.exec(rest) ?? [];
  if (button !== undefined) return `button-${button}-${field}`;
  return PART_FIELDS[`${type}.${rest}`] ?? 'rest';
}

import { invalidParameter } from './graph-errors.ts';

/**
 * Answers `?fields=a,b{c}`: only what was asked for, `id` always. Throws 100 for a field that the
 * object does not have, as Meta does.
 *
 * @param requested the query parameter, or undefined for the defaults
 */
export function selectFields(
  object: Record<string, unknown>,
  requested: unknown,
  defaults: readonly string[],
): Record<string, unknown> {
  const names =
    typeof requested === 'string' && requested.trim() !== '' ? splitFields(requested) : defaults;
  const selected: Record<string, unknown> = {};
  for (const name of names) {
    const field = name.replace(/[{(.].*$/s, '').trim();
    if (!Object.hasOwn(object, field)) {
      throw invalidParameter(
        `Tried accessing nonexisting field (${field}) on node type (WhatsApp object)`,
      );
    }
    if (object[field] !== undefined) selected[field] = object[field];
  }
  return { ...selected, id: object.id };
}

/** Commas inside braces belong to the field before them. */
function splitFields(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let current = '';
  for (const letter of text) {
    if (letter === '{' || letter === '(') depth += 1;
    if (letter === '}' || letter === ')') depth -= 1;
    if (letter === ',' && depth === 0) {
      names.push(current);
      current = '';
    } else {
      current += letter;
    }
  }
  return [...names, current].map((name) => name.trim()).filter((name) => name !== '');
}

import { GraphError } from './graph-error.ts';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Missing: 131008. Of another type: 100. */
export function requireObject(value: unknown, name: string): JsonObject {
  if (value === undefined || value === null) {
    throw new GraphError(131008, { details: `Parameter '${name}' is mandatory.` });
  }
  if (!isObject(value)) {
    throw new GraphError(100, { details: `Param ${name} must be a JSON object.` });
  }
  return value;
}

/** A string that is there and not empty. Missing or empty: 131008. Of another type: 100. */
export function requireString(value: unknown, name: string): string {
  if (value === undefined || value === null || value === '') {
    throw new GraphError(131008, { details: `Parameter '${name}' is mandatory.` });
  }
  if (typeof value !== 'string') {
    throw new GraphError(100, { details: `Param ${name} must be a string.` });
  }
  return value;
}

/** Meta refuses what it doesn't know with code 100. */
export function rejectUnknownKeys(value: JsonObject, known: readonly string[], name: string): void {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new GraphError(100, {
      message: `(#100) Invalid parameter: unexpected key "${unknown}" on param "${name}".`,
      details: `Unexpected key "${unknown}" on param "${name}".`,
    });
  }
}

/** A text that is there, of at most `max` characters: 131008 where missing, 100 otherwise. */
export function requireText(value: unknown, name: string, max: number): string {
  const text = requireString(value, name);
  if ([...text].length > max) {
    throw new GraphError(100, { details: `Param ${name} must be at most ${max} characters long.` });
  }
  return text;
}

/** The same for a text that may be left out; it must not be empty. */
export function optionalText(value: unknown, name: string, max: number): void {
  if (value !== undefined) requireText(value, name, max);
}

/** A list of `min` to `max` entries: 131008 where missing, 131009 where there are too few or many. */
export function requireList(value: unknown, name: string, min: number, max: number): unknown[] {
  if (value === undefined || value === null) {
    throw new GraphError(131008, { details: `Parameter '${name}' is mandatory.` });
  }
  if (!Array.isArray(value)) {
    throw new GraphError(100, { details: `Param ${name} must be an array.` });
  }
  if (value.length < min || value.length > max) {
    throw new GraphError(131009, {
      details: `Param ${name} must have ${min} to ${max} entries, it has ${value.length}.`,
    });
  }
  return value;
}

/** 131009 where two are the same. */
export function requireUnique(values: readonly unknown[], name: string): void {
  if (new Set(values).size !== values.length) {
    throw new GraphError(131009, { details: `Param ${name} must be unique.` });
  }
}

/** 131009 for anything but one of `allowed`. */
export function requireOneOf(value: unknown, name: string, allowed: readonly string[]): string {
  const text = requireString(value, name);
  if (!allowed.includes(text)) {
    throw new GraphError(131009, {
      details: `Param ${name} must be one of {${allowed.join(', ')}} - got '${text}'.`,
    });
  }
  return text;
}

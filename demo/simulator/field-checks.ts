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

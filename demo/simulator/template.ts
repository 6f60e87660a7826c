import { isObject } from './field-checks.ts';
import type { JsonObject } from './field-checks.ts';

/** A part of a template, or of a carousel's card, as the Graph API has it. */
export interface TemplatePart extends JsonObject {
  type: string;
  format?: string;
  text?: string;
  buttons?: TemplateButton[];
  cards?: { components: TemplatePart[] }[];
}

export interface TemplateButton extends JsonObject {
  type: string;
  text?: string;
  url?: string;
}

/** A message template of the business, as `GET /{business-account-id}/message_templates` tells it. */
export interface MessageTemplate {
  id: string;
  name: string;
  language: string;
  status: string;
  category: string;
  parameter_format: 'POSITIONAL' | 'NAMED';
  components: TemplatePart[];
  quality_score: { score: string; date: number };
  rejected_reason: string;
  correct_category?: string;
  /** When it was approved last, and each of its edits since, for Meta's limits on edits. */
  editedAtMs?: number[];
}

export function findPart(
  components: readonly TemplatePart[],
  type: string,
): TemplatePart | undefined {
  return components.find((part) => part.type.toUpperCase() === type);
}

/** The variables of a text, each once: names as they come, numbers by their size, as values come. */
export function listVariables(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  const names = [
    ...new Set([...text.matchAll(/\{\{\s*([^{}]+?)\s*\}\}/g)].map((match) => match[1] ?? '')),
  ];
  const isNumbered = names.every((name) => /^\d+$/.test(name));
  return isNumbered ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

/** Components of a request, which anybody may have written. */
export function isPart(value: unknown): value is TemplatePart {
  return (
    isObject(value) &&
    typeof value.type === 'string' &&
    (value.buttons === undefined ||
      (Array.isArray(value.buttons) &&
        value.buttons.every((button) => isObject(button) && typeof button.type === 'string')))
  );
}

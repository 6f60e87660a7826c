import type { TemplateButton, TemplateComponent } from '../../contract/template.ts';

/** A template, or a card of its carousel: parts of the same kinds. */
export interface PartOwner {
  components: readonly TemplateComponent[];
}

/** What the functions of this slice read of a template. */
export interface TemplateForm extends PartOwner {
  category: string;
  parameter_format: 'positional' | 'named';
}

/** Headers that are a file, and what a value for them is called. */
export const FILE_FORMATS = new Map([
  ['IMAGE', 'image'],
  ['VIDEO', 'video'],
  ['GIF', 'gif'],
  ['DOCUMENT', 'document'],
] as const);

const VARIABLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Meta reads and writes types in capitals; people do not always. */
export function findPart(owner: PartOwner, type: string): TemplateComponent | undefined {
  return owner.components.find((component) => component.type.toUpperCase() === type);
}

export function listButtons(owner: PartOwner): readonly TemplateButton[] {
  return findPart(owner, 'BUTTONS')?.buttons ?? [];
}

/** The cards of a carousel; none where there is no carousel, or one of another form. */
export function listCards(owner: PartOwner): PartOwner[] {
  const cards = findPart(owner, 'CAROUSEL')?.cards;
  if (!Array.isArray(cards)) return [];
  return cards.map((card: unknown) => {
    const { components } = Object(card) as { components?: unknown };
    return { components: Array.isArray(components) ? (components as TemplateComponent[]) : [] };
  });
}

/** The offer of a template: its words, and whether a send must say when it ends. */
export function findOffer(owner: PartOwner): { text: string; hasExpiration: boolean } | undefined {
  const part = findPart(owner, 'LIMITED_TIME_OFFER');
  if (!part) return undefined;
  const offer = Object(part.limited_time_offer) as { text?: unknown; has_expiration?: unknown };
  return { text: textOf(offer.text), hasExpiration: offer.has_expiration === true };
}

/** The format of a header; one without a format is a text. */
export function formatOf(header: TemplateComponent): string {
  return (header.format ?? 'TEXT').toUpperCase();
}

/**
 * The variables in a text, each once: names in the order of their first use, numbers in their own,
 * in which Meta takes the values. A translation may well have {{2}} before {{1}}.
 */
export function listNames(text: string | undefined): string[] {
  const names = [...new Set([...(text ?? '').matchAll(VARIABLE)].map((match) => match[1] ?? ''))];
  const isNumbered = names.every((name) => /^\d+$/.test(name));
  return isNumbered ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

/** What stands in a text where its variables are, those of one name as often as they stand there. */
export function replaceVariables(text: string, valueOf: (name: string) => string): string {
  return text.replace(VARIABLE, (_match, name: string) => valueOf(name));
}

/** One-time codes: the code stands in the body and, once more, in the button that copies it. */
export function isOneTimeCode(form: Pick<TemplateForm, 'category'>): boolean {
  return form.category.toUpperCase() === 'AUTHENTICATION';
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

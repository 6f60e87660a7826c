import type { Template } from '../../../backend/contract/template.ts';
import type { CardValues } from './draft-cards.ts';
import type { Draft } from './draft.ts';

/** What the parts of the form share. */
export interface Editor {
  draft: Draft;
  /** What is edited; undefined: the draft is a new template. */
  template: Template | undefined;
  /** The field whose sample file is on its way to Meta. */
  uploadingField: string | undefined;
  /** Why files did not arrive, by the field. */
  uploadProblems: ReadonlyMap<string, string>;
  /** Somebody has changed this field. */
  take(field: string, change: Partial<Draft>): void;
  /** The linter's words for a field that somebody has filled in, below it: else the hint. */
  noteOf(field: string, hint?: string): { problem?: string; hint?: string };
  /** The template's own sample, or that of the card. */
  chooseSample(field: string, file: File, card?: CardValues): void;
  /** Puts a variable where the cursor is in the text of this field. */
  addVariable(field: string, take: (text: string) => void): void;
}

/** A change of one card. */
export function takeCard(
  { draft, take }: Editor,
  index: number,
  field: string,
  change: Partial<CardValues>,
): void {
  const { carousel } = draft;
  const cards = carousel.cards.map((card, at) => (at === index ? { ...card, ...change } : card));
  take(`card-${index}-${field}`, { carousel: { ...carousel, cards } });
}

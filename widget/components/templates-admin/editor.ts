import type { Template } from '../../../backend/contract/template.ts';
import type { Draft } from './draft.ts';

/** What the parts of the form share. */
export interface Editor {
  draft: Draft;
  /** What is edited; undefined: the draft is a new template. */
  template: Template | undefined;
  /** The file of the header is on its way. */
  isUploading: boolean;
  /** Why the file did not arrive; empty: it did. */
  uploadProblem: string;
  /** Somebody has changed this field. */
  take(field: string, change: Partial<Draft>): void;
  /** The linter's words for a field that somebody has filled in, below it: else the hint. */
  noteOf(field: string, hint?: string): { problem?: string; hint?: string };
  chooseSample(file: File): void;
  addVariable(): void;
}

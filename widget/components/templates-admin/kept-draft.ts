import type { Drafts } from '../../store/drafts.ts';
import type { Draft } from './draft.ts';

/*
 * A form that was left with unsaved work: kept on this device for whoever is signed in, a template's
 * under its id. Every change is written at once, so a closed panel, another tab of it or a reload
 * lose nothing.
 */

/** Other forms of drafts than this version's are not read. */
const VERSION = 1;
const NEW = 'new';

export interface KeptDraft {
  draft: Draft;
  /** When it was changed last. */
  at: string;
}

export function readKept(drafts: Drafts, templateId = NEW): KeptDraft | undefined {
  const text = drafts.get(keyOf(templateId));
  if (text === '') return undefined;
  try {
    const { version, at, draft } = JSON.parse(text, revive) as KeptDraft & { version: unknown };
    return version === VERSION ? { at, draft } : undefined;
  } catch {
    return undefined;
  }
}

/** False: a reload would lose it. */
export function keep(drafts: Drafts, draft: Draft, templateId = NEW): boolean {
  const kept = { version: VERSION, at: new Date().toISOString(), draft };
  return drafts.set(keyOf(templateId), JSON.stringify(kept, replace));
}

export function forget(drafts: Drafts, templateId = NEW): void {
  drafts.set(keyOf(templateId), '');
}

export function hasKept(drafts: Drafts, templateId: string): boolean {
  return drafts.get(keyOf(templateId)) !== '';
}

function keyOf(templateId: string): string {
  return `template/${templateId}`;
}

function replace(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...(value as Map<string, string>)] : value;
}

/** Sample values are the only map in a draft. */
function revive(key: string, value: unknown): unknown {
  return key === 'examples' && Array.isArray(value) ? new Map(value as [string, string][]) : value;
}

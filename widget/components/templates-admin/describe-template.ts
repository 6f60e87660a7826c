import type { Template } from '../../../backend/contract/template.ts';
import { enTemplatesAdmin } from '../../i18n/en-templates-admin.ts';
import { t } from './admin-words.ts';

/** The statuses one may look for, in the order in which they matter. */
export const STATUSES = [
  'APPROVED',
  'PENDING',
  'REJECTED',
  'PAUSED',
  'DISABLED',
  'IN_APPEAL',
  'LIMIT_EXCEEDED',
  'ARCHIVED',
  'PENDING_DELETION',
] as const;

const TONES: Record<string, string> = {
  ...{ APPROVED: 'ok', PENDING: 'degraded', IN_APPEAL: 'degraded', PAUSED: 'degraded' },
  ...{ REJECTED: 'disconnected', DISABLED: 'disconnected', LIMIT_EXCEEDED: 'disconnected' },
  ...{ GREEN: 'ok', YELLOW: 'degraded', RED: 'disconnected' },
};
/** Meta's rule: only these can be edited. */
const EDITABLE = new Set(['APPROVED', 'REJECTED', 'PAUSED']);

/** The class of a pill for a status or a quality. */
export function toneOf(word: string): string {
  return TONES[word] ?? '';
}

/** Meta's word for a status that this version does not know. */
export function statusWord(status: string): string {
  return find(`status.${status}`) ?? status;
}

/** Undefined where Meta says nothing, or that it does not know yet. */
export function qualityWord({ quality }: Template): string | undefined {
  if (quality === null) return undefined;
  const word = find(`admin.quality${quality}`);
  return word === undefined ? undefined : t('admin.quality', { quality: word });
}

export function isEditable({ status }: Template): boolean {
  return EDITABLE.has(status);
}

/** Why it cannot be sent, sentence by sentence; Meta's own words only where it has none of ours. */
export function listReasons(template: Template): string[] {
  const { unsendable_because: state, rejected_reason: rejected } = template;
  const [word = '', ...advice] = (rejected ?? '').split('. ');
  return [
    ...(state === null ? [] : [state]),
    ...(word === '' ? [] : [find(`reason.${word}`) ?? word]),
    ...(advice.length === 0 ? [] : [t('admin.adviceOfMeta', { advice: advice.join('. ') })]),
  ];
}

function find(key: string): string | undefined {
  return key in enTemplatesAdmin ? t(key as keyof typeof enTemplatesAdmin) : undefined;
}

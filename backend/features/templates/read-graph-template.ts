import type { Template, TemplateComponent, TemplateListState } from '../../contract/template.ts';
import type { GraphTemplate } from '../../whatsapp/graph-templates.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import { listVariables } from './list-variables.ts';
import type { TemplateForm } from './template-parts.ts';
import type { TemplateFacts, TemplateRecord } from './template-store.ts';
import type { TemplateSyncRecord } from './template-sync-store.ts';

/** Why a template of this status cannot be sent, for a person. */
const UNSENDABLE: Record<string, string> = {
  PENDING: 'Meta is still reviewing this template, which takes up to 24 hours.',
  IN_APPEAL: 'Meta has rejected this template, and an appeal is under way.',
  REJECTED: 'Meta has rejected this template. An admin can edit it and submit it again.',
  PAUSED: 'Meta has paused this template because customers disliked it. It comes back by itself.',
  DISABLED: 'Meta has disabled this template because customers kept disliking it.',
  LIMIT_EXCEEDED: 'The account has more templates than Meta allows.',
  ARCHIVED: 'This template is archived.',
  PENDING_DELETION: 'This template is being deleted.',
  DELETED: 'This template was deleted.',
};

/** Makes of Meta's words what is kept; texts are made fit for both databases. */
export function readGraphTemplate(given: GraphTemplate): TemplateFacts {
  const { id, name, status, category = '', quality_score, rejected_reason } = given;
  const next = given.correct_category;
  return {
    id: toStorableText(id, 40),
    name: toStorableText(name, 512),
    language: toLanguage(given.language),
    status: toStorableText(status, 30).toUpperCase(),
    category: toStorableText(category, 30).toUpperCase(),
    nextCategory: next === undefined || next === category ? null : toStorableText(next, 30),
    parameterFormat: given.parameter_format?.toUpperCase() === 'NAMED' ? 'named' : 'positional',
    components: readComponents(given.components ?? []),
    quality: quality_score?.score === undefined ? null : toStorableText(quality_score.score, 20),
    rejectedReason: toReason(rejected_reason),
  };
}

/** Meta writes `en-US` in webhooks and `en_US` elsewhere. */
export function toLanguage(given: string): string {
  return toStorableText(given, 20).replace('-', '_');
}

/** `NONE` is no reason. */
export function toReason(given: string | null | undefined): string | null {
  return given === undefined || given === null || given === '' || given === 'NONE'
    ? null
    : toStorableText(given, 500);
}

/** Components as they are kept: nothing that is no object with a type. */
export function readComponents(given: readonly unknown[]): TemplateComponent[] {
  const storable = JSON.parse(JSON.stringify(given), (_key, value: unknown) =>
    typeof value === 'string' ? toStorableText(value) : value,
  ) as unknown[];
  return storable.filter(
    (each): each is TemplateComponent =>
      typeof (Object(each) as { type?: unknown }).type === 'string',
  );
}

export function toForm(facts: TemplateFacts): TemplateForm {
  return {
    category: facts.category,
    parameter_format: facts.parameterFormat,
    components: facts.components,
  };
}

/** Undefined: it can be sent. */
export function whyUnsendable({ status }: Pick<TemplateFacts, 'status'>): string | undefined {
  if (status === 'APPROVED') return undefined;
  return UNSENDABLE[status] ?? `Meta calls this template ${status}.`;
}

export function toTemplate(record: TemplateRecord): Template {
  return {
    id: record.id,
    name: record.name,
    language: record.language,
    status: record.status,
    category: record.category,
    next_category: record.nextCategory,
    parameter_format: record.parameterFormat,
    components: record.components,
    variables: listVariables(toForm(record)),
    unsendable_because: whyUnsendable(record) ?? null,
    quality: record.quality,
    rejected_reason: record.rejectedReason,
    updated_at: new Date(record.updatedAtMs).toISOString(),
    synced_at: new Date(record.syncedAtMs).toISOString(),
  };
}

export function toListState(
  count: number,
  sync: TemplateSyncRecord | undefined,
): TemplateListState {
  const syncedAtMs = sync?.syncedAtMs ?? null;
  return {
    template_count: count,
    synced_at: syncedAtMs === null ? null : new Date(syncedAtMs).toISOString(),
    sync_error: sync?.error ?? null,
  };
}

import type { TemplateOrder } from '../../contract/content/template-order.ts';
import type { TemplateContent } from '../../contract/content/template.ts';
import { AppError } from '../../errors.ts';
import { fillTemplate } from './fill-template.ts';
import { toForm, whyUnsendable } from './read-graph-template.ts';
import { toComponents } from './to-components.ts';
import type { TemplateRecord } from './template-store.ts';

/** A template message. */
export interface ComposedTemplate {
  content: TemplateContent;
  /** Why Meta would not take it now; undefined: it would. */
  refusal: AppError | undefined;
}

/** Fills the values of an order into its template. */
export function composeTemplate(
  record: TemplateRecord,
  order: Pick<TemplateOrder, 'variables' | 'components'>,
): ComposedTemplate {
  const form = toForm(record);
  const given = order.components
    ? { components: order.components, problems: [] }
    : toComponents(form, order.variables ?? {});
  const { rendered, problems } = fillTemplate(form, given.components);
  const { name, language, category } = record;
  return {
    content: { kind: 'template', name, language, category, components: given.components, rendered },
    refusal: refusalOf(record, [...given.problems, ...problems]),
  };
}

function refusalOf(record: TemplateRecord, problems: readonly string[]): AppError | undefined {
  const reason = whyUnsendable(record);
  if (reason !== undefined) {
    return new AppError('template_unusable', reason, { details: { status: record.status } });
  }
  if (problems.length === 0) return undefined;
  return new AppError('validation_failed', problems.join(' '), {
    details: problems.map((message) => ({ field: 'template', message })),
  });
}

import type { PreviewLabel } from '../../contract/preview-label.ts';
import type { Interactive } from '../../contract/content/interactive.ts';
import { WebhookShapeError } from '../webhook-reader.ts';
import type { MessageKindAdapter, MetaCopies } from './message-kind.ts';

/** Ids of uploads begin so; any other is Meta's own. */
const OWN_PREFIX = 'md_';

/** What we send for the customer to tap on. Their answers come as kind `reply` and the like. */
export const interactiveKind: MessageKindAdapter<'interactive'> = {
  incomingTypes: [],
  fromWebhook() {
    throw new WebhookShapeError('a customer cannot send this');
  },
  toGraph: ({ interactive }, copies) => ({
    type: 'interactive',
    interactive: withCopies(interactive, copies),
  }),
  uploads({ interactive }) {
    const id = headerFileOf(interactive)?.id;
    return id?.startsWith(OWN_PREFIX) ? [id] : [];
  },
  type: () => 'interactive',
  text: ({ interactive }) => textsOf(interactive).join('\n'),
  preview: ({ interactive }) => interactive.body?.text ?? ('Product' satisfies PreviewLabel),
};

/** The file of the header, under the header's type. */
function headerFileOf(interactive: Interactive): { id?: string } | undefined {
  const header: Record<string, unknown> | undefined =
    'header' in interactive ? interactive.header : undefined;
  const file = header?.[String(header.type)];
  return typeof file === 'object' && file !== null ? file : undefined;
}

function withCopies(interactive: Interactive, copies: MetaCopies): Interactive {
  const file = headerFileOf(interactive);
  const id = copies.get(file?.id ?? '');
  if (id === undefined || !('header' in interactive) || !interactive.header) return interactive;
  const { header } = interactive;
  return { ...interactive, header: { ...header, [header.type]: { ...file, id } } } as Interactive;
}

function textsOf(interactive: Interactive): string[] {
  const header = 'header' in interactive ? interactive.header : undefined;
  const footer = 'footer' in interactive ? interactive.footer : undefined;
  return [
    header?.type === 'text' ? header.text : undefined,
    interactive.body?.text,
    footer?.text,
    ...choicesOf(interactive),
  ].filter((text) => text !== undefined);
}

function choicesOf(interactive: Interactive): string[] {
  if (interactive.type === 'button') {
    return interactive.action.buttons.map(({ reply }) => reply.title);
  }
  if (interactive.type === 'list') {
    return interactive.action.sections.flatMap(({ rows }) => rows.map(({ title }) => title));
  }
  return interactive.type === 'cta_url' ? [interactive.action.parameters.display_text] : [];
}

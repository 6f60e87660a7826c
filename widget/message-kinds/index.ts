import { nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MessageContent, MessageKind } from '../../backend/contract/message-content.ts';
import { renderContacts } from './contacts.ts';
import { renderChoices, renderInteractive } from './interactive.ts';
import { renderLocation } from './location.ts';
import { renderNotice } from './notice.ts';
import { renderOrder } from './order.ts';
import { renderCallPermission, renderFormReply, renderReply } from './reply.ts';
import { renderMedia } from './media.ts';
import { renderTemplate, renderTemplateButtons } from './template.ts';
import { renderText } from './text.ts';
import { renderUnsupported } from './unsupported.ts';

/** How each kind of content looks in a bubble. A new kind is one file here and one line below. */
const messageKinds = {
  text: renderText,
  image: renderMedia,
  video: renderMedia,
  audio: renderMedia,
  document: renderMedia,
  sticker: renderMedia,
  location: renderLocation,
  contacts: renderContacts,
  interactive: renderInteractive,
  template: renderTemplate,
  reply: renderReply,
  form_reply: renderFormReply,
  call_permission: renderCallPermission,
  order: renderOrder,
  notice: renderNotice,
  unsupported: renderUnsupported,
} satisfies {
  [Kind in MessageKind]: (content: Extract<MessageContent, { kind: Kind }>) => TemplateResult;
};

/** A kind that a newer server knows and this widget does not is shown as unsupported. */
export function renderContent(content: MessageContent): TemplateResult {
  const render = (messageKinds as Record<string, (content: never) => TemplateResult>)[content.kind];
  return render
    ? render(content as never)
    : renderUnsupported({ kind: 'unsupported', original_type: content.kind });
}

/** What the customer can press, which stands under the message and its time. */
export function renderButtons(content: MessageContent): TemplateResult | typeof nothing {
  if (content.kind === 'interactive') return renderChoices(content);
  return content.kind === 'template' ? renderTemplateButtons(content) : nothing;
}

import type { MessageContent } from '../../contract/message-content.ts';
import type { FullSendRequest, SendMessageRequest } from '../../contract/send.ts';
import { readContent } from '../../whatsapp/kinds/index.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';

/** A send as both forms of the request mean it. */
export interface SendDraft {
  recipient: string;
  content: MessageContent;
  replyToMessageId: string | undefined;
  clientMessageId: string | undefined;
}

export function toDraft(request: SendMessageRequest): SendDraft {
  const clientMessageId = request.client_message_id && toStorableText(request.client_message_id);
  if (!('type' in request)) {
    return {
      recipient: request.phone_number,
      content: { kind: 'text', body: toStorableText(request.message_text) },
      replyToMessageId: undefined,
      clientMessageId,
    };
  }
  return {
    recipient: request.to,
    content: toContent(request),
    replyToMessageId: request.context && toStorableText(request.context.message_id),
    clientMessageId,
  };
}

/** The full form speaks as the Graph API does, so most kinds are read as from a webhook. */
function toContent(request: FullSendRequest): MessageContent {
  if (request.type === 'interactive') {
    return { kind: 'interactive', interactive: request.interactive };
  }
  const previewUrl = request.type === 'text' ? request.text.preview_url : undefined;
  const content = readContent({ ...request });
  return previewUrl === undefined || content.kind !== 'text'
    ? content
    : { ...content, preview_url: previewUrl };
}

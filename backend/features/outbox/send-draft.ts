import type { TemplateOrder } from '../../contract/content/template-order.ts';
import type { MediaContent, MessageContent } from '../../contract/message-content.ts';
import type { FullSendRequest, SendMessageRequest } from '../../contract/send.ts';
import type { AppError } from '../../errors.ts';
import { readContent } from '../../whatsapp/kinds/index.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { ComposedTemplate } from '../templates/template-composer.ts';

/** A send as both forms of the request mean it. */
export interface SendDraft {
  recipient: string;
  content: MessageContent;
  /** Why it must not leave; undefined: it may. */
  refusal?: AppError | undefined;
  replyToMessageId: string | undefined;
  clientMessageId: string | undefined;
}

/** Templates are filled by `compose`. */
export async function toDraft(
  request: SendMessageRequest,
  compose: (order: TemplateOrder) => Promise<ComposedTemplate>,
): Promise<SendDraft> {
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
    ...(request.type === 'template'
      ? await compose(request.template)
      : { content: toContent(request) }),
    replyToMessageId: request.context && toStorableText(request.context.message_id),
    clientMessageId,
  };
}

/** The full form speaks as the Graph API does, so most kinds are read as from a webhook. */
function toContent(request: Exclude<FullSendRequest, { type: 'template' }>): MessageContent {
  if (request.type === 'interactive') {
    return { kind: 'interactive', interactive: request.interactive };
  }
  if (isFileRequest(request)) return toFileContent(request);
  const previewUrl = request.type === 'text' ? request.text.preview_url : undefined;
  const content = readContent({ ...request });
  return previewUrl === undefined || content.kind !== 'text'
    ? content
    : { ...content, preview_url: previewUrl };
}

type FileRequest = Extract<FullSendRequest, { type: MediaContent['kind'] }>;

const FILE_KINDS: readonly string[] = ['image', 'video', 'audio', 'document', 'sticker'];

function isFileRequest(request: FullSendRequest): request is FileRequest {
  return FILE_KINDS.includes(request.type);
}

/** The file as far as the request tells; the rest is known where uploads are (UploadService.resolve). */
function toFileContent(request: FileRequest): MediaContent {
  const { type: kind } = request;
  const file = (request as Record<string, unknown>)[kind] as FileReference;
  const { caption, voice, filename } = file;
  return {
    kind,
    media: {
      id: file.id ?? '',
      state: 'ready',
      mime_type: 'application/octet-stream',
      ...(filename === undefined ? {} : { file_name: toStorableText(filename) }),
      ...(file.link === undefined ? {} : { link: file.link }),
    },
    ...(caption === undefined ? {} : { caption: toStorableText(caption) }),
    ...(voice === true ? { voice } : {}),
  } as MediaContent;
}

/** What the objects of all kinds of files may have. */
interface FileReference {
  id?: string;
  link?: string;
  caption?: string;
  filename?: string;
  voice?: boolean;
}

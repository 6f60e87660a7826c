import type { MessageContent, MessageKind } from '../../contract/message-content.ts';
import { MEDIA_LIMITS } from '../../contract/media-limits.ts';
import { toStorableText } from '../storable-text.ts';
import { asList, asObject, asText } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';
import {
  audioKind,
  documentKind,
  imageKind,
  readMediaSource,
  stickerKind,
  videoKind,
} from './media.ts';
import type { MediaSource } from './media.ts';
import type { GraphContent, MessageKindAdapter, MetaCopies } from './message-kind.ts';
import { callPermissionKind } from './call-permission.ts';
import { contactsKind } from './contacts.ts';
import { formReplyKind } from './form-reply.ts';
import { interactiveKind } from './interactive.ts';
import { locationKind } from './location.ts';
import { noticeKind } from './notice.ts';
import { orderKind } from './order.ts';
import { replyKind } from './reply.ts';
import { templateKind } from './template.ts';
import { textKind } from './text.ts';
import { unsupportedKind } from './unsupported.ts';

export type { MediaSource } from './media.ts';
export type { MetaCopies } from './message-kind.ts';

/** All kinds. A kind that the contract has and this registry lacks is a compile error. */
export const messageKinds = {
  text: textKind,
  image: imageKind,
  video: videoKind,
  audio: audioKind,
  document: documentKind,
  sticker: stickerKind,
  location: locationKind,
  contacts: contactsKind,
  interactive: interactiveKind,
  template: templateKind,
  reply: replyKind,
  form_reply: formReplyKind,
  call_permission: callPermissionKind,
  order: orderKind,
  notice: noticeKind,
  unsupported: unsupportedKind,
} satisfies { [Kind in MessageKind]: MessageKindAdapter<Kind> };

const MAX_PREVIEW_LENGTH = 120;
const MEDIA_TYPES: ReadonlySet<string> = new Set(Object.keys(MEDIA_LIMITS));

const kindByIncomingType = new Map<string, MessageKind>(
  (Object.keys(messageKinds) as MessageKind[]).flatMap((kind) =>
    messageKinds[kind].incomingTypes.map((type): [string, MessageKind] => [type, kind]),
  ),
);

/** The registry guarantees that a content meets the adapter of its own kind. */
function adapterFor(kind: MessageKind): MessageKindAdapter<MessageKind> {
  return messageKinds[kind] as unknown as MessageKindAdapter<MessageKind>;
}

/**
 * Reads an incoming message; types that no kind takes become `unsupported`, and so does what Meta
 * could not pass on: it then has errors in place of its content (131052: a file over 100 MB), or of
 * the id of its file.
 */
export function readContent(message: WebhookObject): MessageContent {
  const type = asText(message.type) ?? '';
  const hasErrors = asList(message.errors).length > 0;
  const isWithheld = hasErrors && (message[type] === undefined || lacksFile(message, type));
  // `interactive` is a family: what it is says its own type.
  const innerType = asText(asObject(message[type])?.type) ?? '';
  const kind = isWithheld
    ? undefined
    : (kindByIncomingType.get(`${type}.${innerType}`) ?? kindByIncomingType.get(type));
  return adapterFor(kind ?? 'unsupported').fromWebhook(message);
}

function lacksFile(message: WebhookObject, type: string): boolean {
  return MEDIA_TYPES.has(type) && asText(asObject(message[type])?.id) === undefined;
}

/** Where the file of an incoming message is to be had; undefined for messages without one. */
export function readSource(
  message: WebhookObject,
  content: MessageContent,
): MediaSource | undefined {
  return 'media' in content ? readMediaSource(message, content.kind) : undefined;
}

/** Our ids of the files that Meta must have before this content is sent. */
export function uploadsOf(content: MessageContent): string[] {
  return adapterFor(content.kind).uploads?.(content) ?? [];
}

/**
 * The Graph API's form of a content. Throws for kinds that can only be received, and where a copy is
 * missing.
 */
export function toGraphContent(content: MessageContent, copies: MetaCopies): GraphContent {
  const adapter = adapterFor(content.kind);
  if (!adapter.toGraph) throw new Error(`Messages of kind «${content.kind}» cannot be sent.`);
  return adapter.toGraph(content, copies);
}

/** Meta's `type` of a content. */
export function typeOf(content: MessageContent): string {
  return adapterFor(content.kind).type(content);
}

/** The searchable text of a content, or null. */
export function textOf(content: MessageContent): string | null {
  return adapterFor(content.kind).text(content);
}

/** One line of at most 120 characters for the conversation list. */
export function previewOf(content: MessageContent): string {
  // Only the beginning is looked at: a text may be very long.
  const line = toStorableText(adapterFor(content.kind).preview(content), 4 * MAX_PREVIEW_LENGTH);
  const characters = Array.from(line.replace(/\s+/g, ' ').trim());
  if (characters.length <= MAX_PREVIEW_LENGTH) return characters.join('');
  return `${characters.slice(0, MAX_PREVIEW_LENGTH - 1).join('')}…`;
}

/** What the sender said, for comparing; the words of a template may have been edited at Meta since. */
export function toSaid(content: MessageContent): unknown {
  if (content.kind !== 'template') return content;
  return [content.name, content.language, content.components];
}

import type { MessageContent, MessageKind } from '../../contract/message-content.ts';
import type { WebhookObject } from '../webhook-reader.ts';

export type ContentOf<Kind extends MessageKind> = Extract<MessageContent, { kind: Kind }>;

/** The part of a Graph API message that says what it is: `type` and the object under that name. */
export type GraphContent = { type: string } & Record<string, unknown>;

/** Meta's ids of files, by ours. */
export type MetaCopies = ReadonlyMap<string, string>;

/**
 * Everything the server needs to know about one kind of message. The other half of a kind is its
 * view in the widget.
 */
export interface MessageKindAdapter<Kind extends MessageKind> {
  /** Meta's `type`s of incoming messages that become this kind; `interactive.list_reply` names one of a family. */
  incomingTypes: readonly string[];
  /**
   * Reads an incoming message (an element of `value.messages`). Throws WebhookShapeError where a
   * field is missing that every message of this kind has.
   */
  fromWebhook(message: WebhookObject): ContentOf<Kind>;
  /** Makes the Graph API's form; kinds without it cannot be sent. */
  toGraph?(content: ContentOf<Kind>, copies: MetaCopies): GraphContent;
  /** Our ids of the files that Meta must have before this is sent. */
  uploads?(content: ContentOf<Kind>): string[];
  /** Meta's `type`: what the column `message_type` holds and lists filter by. */
  type(content: ContentOf<Kind>): string;
  /** What search looks through, or null. */
  text(content: ContentOf<Kind>): string | null;
  /** One line for the conversation list; it is cut to 120 characters by the caller. */
  preview(content: ContentOf<Kind>): string;
}

import type { MessageContent } from '../contract/message-content.ts';
import type { MessageError } from '../contract/message.ts';
import type { ReportedStatus } from '../contract/message-status.ts';
import type { MediaSource } from './kinds/index.ts';

/** Who somebody is, as far as Meta tells: `userId`, `waId` or both; phones may be withheld. */
export interface WebhookPerson {
  userId?: string | undefined;
  waId?: string | undefined;
  username?: string | undefined;
  profileName?: string | undefined;
}

/** A customer has written. */
export interface IncomingMessage {
  /** The business number it was sent to. */
  phoneNumberId: string;
  /** That number as Meta prints it, as `+digits`. */
  businessPhone: string | undefined;
  /** wamid */
  messageId: string;
  sender: WebhookPerson;
  content: MessageContent;
  /** Where its file is to be had; undefined for messages without one. */
  media?: MediaSource | undefined;
  /** Meta's timestamp. */
  sentAtMs: number;
  /** wamid of the message this one answers. */
  replyToMessageId: string | undefined;
  /** Whether it opens the customer service window; notices do not. */
  opensWindow: boolean;
  /** Notices tell of the customer; nobody has to answer them, so they never count as unread. */
  isNotice: boolean;
}

/** A customer has done something to a message that stands already (or is still on its way to us). */
export interface MessageAmendment {
  phoneNumberId: string;
  /** wamid of the message it is about. */
  targetMessageId: string;
  /** wamid of the event itself. */
  eventMessageId: string;
  sender: WebhookPerson;
  /** Meta's timestamp. */
  sentAtMs: number;
  action: AmendmentAction;
}

/** What was done; `emoji: null` takes a reaction back. */
export type AmendmentAction =
  | { kind: 'reaction'; emoji: string | null }
  | { kind: 'edit'; content: MessageContent }
  | { kind: 'deletion' };

/** Meta tells how far a message of ours has come. */
export interface StatusReport {
  phoneNumberId: string;
  /** wamid */
  messageId: string;
  status: ReportedStatus;
  reportedAtMs: number;
  recipient: WebhookPerson;
  /** What we gave as `biz_opaque_callback_data`, if Meta echoes it. */
  callbackData: string | undefined;
  /** Only with `failed`. */
  error: MessageError | undefined;
}

/** A customer got another number or another user id. */
export interface IdentityChange {
  phoneNumberId: string;
  previous: WebhookPerson;
  current: WebhookPerson;
  /** What the chat shows of it. */
  notice: IncomingMessage;
}

/** Meta tells of a message template; what is not in `change` is as it was. */
export interface TemplateEvent {
  businessAccountId: string;
  name: string;
  language: string;
  change: {
    status?: string;
    rejectedReason?: string | null;
    quality?: string;
    category?: string;
    nextCategory?: string | null;
  };
}

/** One item of a webhook, each on its own: a broken one holds up no sibling. */
export type WebhookItem = {
  /** Where it stands, for example `entry[0].changes[1].value.messages[3]`; empty: the whole body. */
  path: string;
} & (
  | { type: 'message'; message: IncomingMessage; raw: unknown }
  | { type: 'amendment'; amendment: MessageAmendment; raw: unknown }
  | { type: 'status'; status: StatusReport; raw: unknown }
  | { type: 'identity'; change: IdentityChange; raw: unknown }
  | { type: 'template'; template: TemplateEvent; raw: unknown }
  /** Valid as far as we can tell, but nothing this version knows. */
  | { type: 'unknown'; reason: string; raw: unknown }
  /** Lacks what it must have. */
  | { type: 'malformed'; reason: string; raw: unknown }
);

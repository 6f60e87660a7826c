import type { MessageContent } from '../contract/message-content.ts';
import type { MessageDirection, MessageError } from '../contract/message.ts';
import type { MessageStatus, ReportedStatus } from '../contract/message-status.ts';
import type { Participant, Provenance } from '../contract/provenance.ts';
import type { MediaSource } from './kinds/index.ts';

/** Who somebody is, as far as Meta tells: `userId`, `waId` or both; phones may be withheld. */
export interface WebhookPerson {
  userId?: string | undefined;
  /** The user id that several businesses of one owner share; only where Meta has enabled it. */
  parentUserId?: string | undefined;
  waId?: string | undefined;
  username?: string | undefined;
  profileName?: string | undefined;
}

/** A customer has written, or, with `foreign`, a message that was not written through this server. */
export interface IncomingMessage {
  /** The business number it was sent to. */
  phoneNumberId: string;
  /** That number as Meta prints it, as `+digits`. */
  businessPhone: string | undefined;
  /** wamid */
  messageId: string;
  /** The customer, also where the business wrote it. */
  sender: WebhookPerson;
  content: MessageContent;
  /** Where its file is to be had; undefined for messages without one. */
  media?: MediaSource | undefined;
  /** Meta's timestamp. */
  sentAtMs: number;
  /** wamid of the message this one answers. */
  replyToMessageId: string | undefined;
  /** How it came here, where there is something to say. */
  provenance?: Provenance | undefined;
  /** Whether it opens the customer service window; notices do not. */
  opensWindow: boolean;
  /** Notices tell of the customer; nobody has to answer them, so they never count as unread. */
  isNotice: boolean;
  /** Written on the business's phone, or before this number was connected: no news to anybody. */
  foreign?: ForeignFacts | undefined;
}

/** Where a message that we learn of afterwards came from, and how far it had come. */
export interface ForeignFacts {
  direction: MessageDirection;
  status: MessageStatus;
  origin: NonNullable<Provenance['origin']>;
}

/** A customer has said whether they want marketing messages. */
export interface MarketingPreference {
  phoneNumberId: string;
  person: WebhookPerson;
  isStopped: boolean;
  /** Meta's timestamp. */
  toldAtMs: number;
}

/** An entry of the address book on the business's phone. */
export interface PhoneContact {
  phoneNumberId: string;
  person: WebhookPerson;
  name: string | undefined;
  isRemoved: boolean;
}

/** A group was given its name. */
export interface GroupName {
  phoneNumberId: string;
  /** The group as a conversation partner, with its subject for a profile name. */
  person: WebhookPerson;
  /** Meta's timestamp. */
  toldAtMs: number;
}

/** Meta tells something about the account or a number as a whole. */
export interface AccountNotice {
  businessAccountId: string | undefined;
  /** Known only for errors; other notices name the number as it is shown, if at all. */
  phoneNumberId: string | undefined;
  displayPhoneNumber: string | undefined;
  /** Meta's webhook field. */
  field: string;
  /** Meta's word for what happened; `ERROR_<code>` for errors. */
  event: string;
  severity: 'info' | 'warning' | 'critical';
  /** Meta's own words. */
  details: Record<string, unknown>;
  happenedAtMs: number | undefined;
}

/** Something was done to a message that stands already (or is still on its way to us). */
export interface MessageAmendment extends AmendmentAuthor {
  phoneNumberId: string;
  /** wamid of the message it is about. */
  targetMessageId: string;
  /** wamid of the event itself. */
  eventMessageId: string;
  /** Meta's timestamp. */
  sentAtMs: number;
  action: AmendmentAction;
}

/** Who amends a message. */
export interface AmendmentAuthor {
  /** The customer, or the group; also where the business did it. */
  sender: WebhookPerson;
  /** `business`: in the WhatsApp Business app on its phone. */
  by: 'customer' | 'business';
  /** Who of the group. */
  participant?: Participant | undefined;
}

/** What was done; `emoji: null` takes a reaction back, `sentBy` is known of what was done here. */
export type AmendmentAction =
  | { kind: 'reaction'; emoji: string | null; sentBy?: { id: string; name: string } }
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
  /** End of the free entry point, where the message is in one. */
  freeEntryExpiresAtMs?: number | undefined;
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
  | { type: 'preference'; preference: MarketingPreference; raw: unknown }
  | { type: 'phone_contact'; contact: PhoneContact; raw: unknown }
  | { type: 'group'; group: GroupName; raw: unknown }
  | { type: 'account'; notice: AccountNotice; raw: unknown }
  /** Valid as far as we can tell, but nothing this version knows. */
  | { type: 'unknown'; reason: string; raw: unknown }
  /** Lacks what it must have. */
  | { type: 'malformed'; reason: string; raw: unknown }
);

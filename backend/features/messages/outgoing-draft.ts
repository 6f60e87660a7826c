import type { MessageContent } from '../../contract/message-content.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { ContactRecord } from '../contacts/contact-service.ts';
import type { NewMessage } from './message-writer.ts';

/** A message to be sent. */
export interface OutgoingDraft {
  phoneNumberId: string;
  contact: ContactRecord;
  content: MessageContent;
  clientMessageId?: string | undefined;
  /** wamid of the message it answers. */
  replyToMessageId?: string | undefined;
  sentBy?: { id: string; name: string } | undefined;
  broadcastId?: string | undefined;
  nowMs: number;
}

/** The draft as a message that waits in the queue. */
export function toNewMessage(draft: OutgoingDraft): NewMessage {
  return {
    atMs: draft.nowMs,
    windowExpiresAtMs: undefined,
    message: {
      message_id: null,
      client_message_id: storable(draft.clientMessageId),
      phone_number_id: draft.phoneNumberId,
      contact_id: draft.contact.id,
      direction: 'outgoing',
      from_phone: null,
      to_phone: draft.contact.phoneNumber,
      content: toStorableContent(draft.content),
      status: 'queued',
      error: null,
      is_read: false,
      reply_to_message_id: storable(draft.replyToMessageId),
      sent_by: draft.sentBy ?? null,
      broadcast_id: draft.broadcastId ?? null,
      created_at: new Date(draft.nowMs).toISOString(),
      sent_at: null,
      delivered_at: null,
      read_at: null,
    },
  };
}

/** Texts from senders may hold what a database refuses, just as those from customers. */
function toStorableContent(content: MessageContent): MessageContent {
  return JSON.parse(JSON.stringify(content), (_key, value: unknown) =>
    typeof value === 'string' ? toStorableText(value) : value,
  ) as MessageContent;
}

function storable(text: string | undefined): string | null {
  return text === undefined ? null : toStorableText(text);
}

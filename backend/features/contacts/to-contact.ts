import type { Contact, Conversation } from '../../contract/contact.ts';
import type { ConversationRecord } from '../conversations/conversation-service.ts';
import type { ContactRecord } from './contact-store.ts';

/** The wire shape of a contact with all their conversations, the one with the newest message first. */
export function toContact(
  record: ContactRecord,
  conversations: readonly ConversationRecord[],
): Contact {
  const [newest] = conversations;
  return {
    id: record.id,
    phone_number: record.phoneNumber,
    user_id: record.userId,
    username: record.username,
    display_name: record.displayName ?? record.profileName,
    business_name: record.businessName,
    is_verified: record.isVerified,
    is_blocked: record.isBlocked,
    is_pinned: record.isPinned,
    ...(record.block
      ? { whatsapp_block: { state: record.block.state, reason: record.block.reason } }
      : {}),
    tags: record.tags,
    ...(newest ? toConversation(newest) : NO_CONVERSATION),
    unread_count: record.unreadCount,
    last_message_time: toIso(newest?.lastMessageAtMs ?? record.lastMessageAtMs),
    ...(conversations.length > 1 ? { conversations: conversations.map(toConversation) } : {}),
    marketing_stopped_at: toIso(record.marketingStoppedAtMs),
    last_merge: record.lastMerge && {
      id: record.lastMerge.id,
      merged_at: new Date(record.lastMerge.mergedAtMs).toISOString(),
    },
    created_at: new Date(record.createdAtMs).toISOString(),
  };
}

const NO_CONVERSATION: Conversation = {
  phone_number_id: '',
  unread_count: 0,
  last_message_time: null,
  last_message: null,
  window_expires_at: null,
  free_entry_expires_at: null,
};

function toConversation(record: ConversationRecord): Conversation {
  const last = record.lastMessage;
  return {
    phone_number_id: record.phoneNumberId,
    unread_count: record.unreadCount,
    last_message_time: toIso(record.lastMessageAtMs),
    last_message: last ? { ...last, id: String(last.id) } : null,
    window_expires_at: toIso(record.windowExpiresAtMs),
    free_entry_expires_at: toIso(record.freeEntryExpiresAtMs),
  };
}

function toIso(moment: number | null | undefined): string | null {
  return moment == null ? null : new Date(moment).toISOString();
}

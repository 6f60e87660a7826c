import type { Contact } from '../../contract/contact.ts';
import type { ConversationRecord } from '../conversations/conversation-service.ts';
import type { ContactRecord } from './contact-store.ts';

/**
 * The wire shape of a contact with one conversation. `phoneNumberId` names the business number when
 * there is no conversation yet.
 */
export function toContact(
  record: ContactRecord,
  conversation: ConversationRecord | undefined,
  phoneNumberId = '',
): Contact {
  const last = conversation?.lastMessage;
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
    phone_number_id: conversation?.phoneNumberId ?? phoneNumberId,
    unread_count: conversation?.unreadCount ?? 0,
    last_message_time: toIso(conversation?.lastMessageAtMs ?? record.lastMessageAtMs),
    last_message: last ? { ...last, id: String(last.id) } : null,
    window_expires_at: toIso(conversation?.windowExpiresAtMs),
    free_entry_expires_at: toIso(conversation?.freeEntryExpiresAtMs),
    marketing_stopped_at: toIso(record.marketingStoppedAtMs),
    last_merge: record.lastMerge && {
      id: record.lastMerge.id,
      merged_at: new Date(record.lastMerge.mergedAtMs).toISOString(),
    },
    created_at: new Date(record.createdAtMs).toISOString(),
  };
}

function toIso(moment: number | null | undefined): string | null {
  return moment == null ? null : new Date(moment).toISOString();
}

import type { Contact } from '../../backend/contract/contact.ts';
import type { Message } from '../../backend/contract/message.ts';
import type { Operator } from '../../backend/contract/operator.ts';
import type { ConnectionSummary } from '../../backend/contract/settings.ts';

/** Plainly fictional people and messages for tests. */

export const NOW = '2026-03-12T16:22:00.000Z';

export function sampleContact(part: Partial<Contact> = {}): Contact {
  return {
    id: 'ct_maya',
    phone_number: '+15550118',
    user_id: null,
    username: null,
    display_name: 'Maya Lindqvist',
    business_name: null,
    is_verified: false,
    is_blocked: false,
    is_pinned: false,
    tags: [],
    phone_number_id: '1065403522',
    unread_count: 0,
    last_message_time: NOW,
    last_message: {
      id: '10',
      kind: 'text',
      preview: 'Perfect, see you Thursday then!',
      direction: 'incoming',
      status: 'received',
    },
    window_expires_at: '2026-03-13T10:42:00.000Z',
    last_merge: null,
    created_at: NOW,
    ...part,
  };
}

export function sampleMessage(part: Partial<Message> = {}): Message {
  const isOutgoing = part.direction === 'outgoing';
  return {
    id: '10',
    message_id: 'wamid.10',
    client_message_id: null,
    phone_number_id: '1065403522',
    contact_id: 'ct_maya',
    direction: 'incoming',
    from_phone: null,
    to_phone: null,
    message_type: 'text',
    message_text: 'Hello',
    content: { kind: 'text', body: 'Hello' },
    status: isOutgoing ? 'queued' : 'received',
    error: null,
    is_read: false,
    reply_to_message_id: null,
    sent_by: isOutgoing ? { id: 'op_ana', name: 'Ana Costa' } : null,
    broadcast_id: null,
    created_at: NOW,
    sent_at: null,
    delivered_at: null,
    read_at: null,
    reactions: [],
    edited_at: null,
    original_content: null,
    deleted_at: null,
    ...part,
  };
}

export function sampleOperator(part: Partial<Operator> = {}): Operator {
  return {
    id: 'op_ana',
    name: 'Ana Costa',
    email: 'ana@example.com',
    role: 'operator',
    is_active: true,
    created_at: NOW,
    ...part,
  };
}

export function sampleConnection(part: Partial<ConnectionSummary> = {}): ConnectionSummary {
  return {
    is_configured: true,
    phone_number_id: '1065403522',
    verified_name: 'Casa Lumen',
    display_phone_number: '+15550142',
    status: { light: 'connected', reason: null, since: null },
    ...part,
  };
}

import type { Contact } from '../../backend/contract/contact.ts';
import type { SequencedChange } from '../../backend/contract/feed.ts';
import type { Message } from '../../backend/contract/message.ts';
import type { InboxState } from './inbox-state.ts';
import { addMessage, replaceMessage } from './message-log.ts';
import { settlePending } from './pending-messages.ts';

/**
 * What one change of the feed makes of the state. Pure; and a change that is part of the state
 * already (by its seq) changes nothing, so a snapshot with all later changes applied is the same as
 * a later snapshot, however often changes are repeated.
 */
export function applyChange(state: InboxState, change: SequencedChange): InboxState {
  if (change.seq <= state.seq) return state;
  const next = { ...state, seq: change.seq };
  switch (change.type) {
    case 'message.created':
      return {
        ...next,
        unreadCount: change.unread_count,
        contacts: putContact(state.contacts, change.contact),
        logs: changeLog(state, change.message, addMessage),
        pending: settlePending(state.pending, change.message),
      };
    case 'message.status_changed':
      return {
        ...next,
        contacts: showStatusInRow(state.contacts, change.message),
        logs: changeLog(state, change.message, replaceMessage),
      };
    case 'message.media_changed':
      return { ...next, logs: changeLog(state, change.message, replaceMessage) };
    case 'contact.updated':
      return {
        ...next,
        unreadCount: change.unread_count,
        contacts: putContact(state.contacts, change.contact),
      };
    case 'settings.changed':
      return { ...next, connection: change.connection };
    default:
      // Changes of other screens, and of servers newer than this widget.
      return next;
  }
}

function putContact(
  contacts: InboxState['contacts'],
  contact: Contact,
): ReadonlyMap<string, Contact> {
  return new Map(contacts).set(contact.id, contact);
}

function changeLog(
  { logs }: InboxState,
  message: Message,
  change: typeof addMessage,
): InboxState['logs'] {
  const log = logs.get(message.contact_id);
  return log ? new Map(logs).set(message.contact_id, change(log, message)) : logs;
}

/** The row's tick: a contact carries the status of its newest message. */
function showStatusInRow(
  contacts: InboxState['contacts'],
  message: Message,
): ReadonlyMap<string, Contact> {
  const contact = contacts.get(message.contact_id);
  const last = contact?.last_message;
  if (!contact || last?.id !== message.id) return contacts;
  return putContact(contacts, { ...contact, last_message: { ...last, status: message.status } });
}

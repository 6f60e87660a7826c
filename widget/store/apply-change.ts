import type { Contact } from '../../backend/contract/contact.ts';
import type { SequencedChange } from '../../backend/contract/feed.ts';
import type { Message } from '../../backend/contract/message.ts';
import { followMerge, followUnmerge } from './follow-merge.ts';
import type { InboxState } from './inbox-state.ts';
import { addMessage, replaceMessage } from './message-log.ts';
import { settlePending } from './pending-messages.ts';

/** What a row of the list shows of a contact's newest message. */
export type LastMessage = NonNullable<Contact['last_message']>;
/** A message that was there already has changed. */
export type MessageChange = Extract<
  SequencedChange,
  { type: 'message.status_changed' | 'message.amended' | 'message.media_changed' }
>;

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
    case 'message.amended':
    case 'message.media_changed':
      return {
        ...next,
        contacts: changeRow(state.contacts, change),
        logs: changeLog(state, change.message, replaceMessage),
      };
    case 'contact.updated':
      return {
        ...next,
        unreadCount: change.unread_count,
        contacts: putContact(state.contacts, change.contact),
      };
    case 'contact.merged':
      return {
        ...followMerge(next, change.from, change.contact),
        unreadCount: change.unread_count,
      };
    case 'contact.unmerged':
      return {
        ...followUnmerge(next, change.contact, change.restored),
        unreadCount: change.unread_count,
      };
    case 'settings.changed':
      return { ...next, connection: change.connection };
    case 'templates.changed':
      return { ...next, templatesSeq: change.seq };
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

function changeRow(
  contacts: InboxState['contacts'],
  change: MessageChange,
): ReadonlyMap<string, Contact> {
  const contact = contacts.get(change.message.contact_id);
  const shown = contact && showInRow(contact, change.message.id, rowNews(change));
  return shown === contact || !shown ? contacts : putContact(contacts, shown);
}

/** What a change of a message makes new in a row of the list that shows it: tick or preview. */
export function rowNews(change: MessageChange): Partial<LastMessage> {
  const { message } = change;
  return change.type === 'message.amended'
    ? { kind: message.content.kind, preview: change.preview }
    : { status: message.status };
}

/** The contact with that news, if the message is what its row shows. */
export function showInRow(
  contact: Contact,
  messageId: string,
  news: Partial<LastMessage> | undefined,
): Contact {
  const last = contact.last_message;
  if (!news || last?.id !== messageId) return contact;
  return { ...contact, last_message: { ...last, ...news } };
}

import type { Contact } from '../../backend/contract/contact.ts';
import type { ContactFilter } from '../api/api-client.ts';
import { selectSendingNumber, standingWith } from './numbers.ts';
import type { ContactListState, InboxState, OutgoingFile, PendingMessage } from './inbox-state.ts';

/** What the screens read out of the state. All pure. */

export type Light = 'connected' | 'degraded' | 'reconnecting' | 'offline' | 'disconnected';

/** The launcher's light: our own line first, then the number's state at Meta. Undefined: not known yet. */
export function selectLight(state: InboxState): Light | undefined {
  if (state.live === 'offline') return 'offline';
  if (state.live === 'reconnecting') return 'reconnecting';
  const { connection } = state;
  return connection?.is_configured === false ? 'disconnected' : connection?.status.light;
}

/** Whether this person can be answered: a number is connected and Meta takes its messages. */
export function selectCanSend(state: InboxState, contact: Contact): boolean {
  if (state.connection === undefined) return true;
  const number = selectSendingNumber(state, contact);
  return number !== undefined && number.status.light !== 'disconnected';
}

/** Now, by the server's clock: countdowns must not depend on this computer's. */
export function selectServerNowMs(state: InboxState, nowMs = Date.now()): number {
  return nowMs + state.clockOffsetMs;
}

/** ms until the customer service window closes; 0 when it is closed or never opened. */
export function selectWindowLeftMs(contact: Contact, serverNowMs: number): number {
  if (contact.window_expires_at === null) return 0;
  return Math.max(0, Date.parse(contact.window_expires_at) - serverNowMs);
}

/** As the server's filter of that name. */
const CLOSING_SOON_MS = 4 * 3_600_000;

export function matchesFilter(
  contact: Contact,
  filter: ContactFilter,
  serverNowMs: number,
): boolean {
  // Somebody without a message is no conversation yet.
  if (contact.last_message_time === null) return false;
  if (filter === 'unread') return contact.unread_count > 0;
  if (filter === 'pinned') return contact.is_pinned;
  const leftMs = selectWindowLeftMs(contact, serverNowMs);
  if (filter === 'window_open') return leftMs > 0;
  if (filter === 'closing_soon') return leftMs > 0 && leftMs <= CLOSING_SOON_MS;
  return true;
}

/** The window that closes first comes first, as the server lists. */
function compareUrgency(a: Contact, b: Contact): number {
  const [endA, endB] = [a.window_expires_at ?? '', b.window_expires_at ?? ''];
  return endA < endB ? -1 : endA > endB ? 1 : compareContacts(a, b);
}

/** Pinned first, then by the newest message, as the server lists. */
export function compareContacts(a: Contact, b: Contact): number {
  if (a.is_pinned !== b.is_pinned) return a.is_pinned ? -1 : 1;
  const [timeA, timeB] = [a.last_message_time ?? '', b.last_message_time ?? ''];
  if (timeA !== timeB) return timeA < timeB ? 1 : -1;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

export function selectList(state: InboxState, filter: ContactFilter): ContactListState {
  return state.search?.list ?? state.lists[filter];
}

/** The rows to show: the search's hits, or every known contact that the filter takes. */
export function selectContacts(
  state: InboxState,
  filter: ContactFilter,
  serverNowMs: number,
): Contact[] {
  const { search, contacts } = state;
  if (search) {
    return listed(
      state,
      search.list.contactIds.map((id) => contacts.get(id)).filter((one) => one !== undefined),
    ).filter((contact) => matchesFilter(contact, filter, serverNowMs));
  }
  return listed(state, [...contacts.values()])
    .filter((contact) => matchesFilter(contact, filter, serverNowMs))
    .sort(filter === 'closing_soon' ? compareUrgency : compareContacts);
}

/** As the chosen number sees them; those it never was in touch with are left out. */
function listed({ listedNumber }: InboxState, contacts: Contact[]): Contact[] {
  if (listedNumber === undefined) return contacts;
  return contacts
    .map((contact) => standingWith(contact, listedNumber))
    .filter((contact) => contact !== undefined);
}

/** A chip's number: counted here when everybody is loaded, otherwise the server's last word. */
export function selectCount(state: InboxState, filter: ContactFilter, serverNowMs: number): number {
  if (!state.lists.all.isComplete) return state.lists[filter].totalCount;
  return listed(state, [...state.contacts.values()]).filter((contact) =>
    matchesFilter(contact, filter, serverNowMs),
  ).length;
}

/** What stands beside the field of a conversation, not sent yet. */
export function selectAttached(state: InboxState, contactId: string): readonly OutgoingFile[] {
  return [...state.files.values()].filter(
    (file) => file.contactId === contactId && file.isAttached,
  );
}

export function selectPending(state: InboxState, contactId: string): PendingMessage[] {
  return state.pending.filter((message) => message.contactId === contactId);
}

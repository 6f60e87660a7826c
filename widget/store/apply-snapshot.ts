import type { ContactPage } from '../../backend/contract/contact.ts';
import type { ConnectionSummary } from '../../backend/contract/settings.ts';
import { createInboxState } from './inbox-state.ts';
import type { InboxState } from './inbox-state.ts';
import { MessageLogs } from './message-logs.ts';

/** The state as a new snapshot tells it, up to the snapshot's seq. Pure. */
export function applySnapshot(
  state: InboxState,
  page: ContactPage,
  connection: ConnectionSummary,
): InboxState {
  const contacts = new Map(page.contacts.map((contact) => [contact.id, contact]));
  for (const id of listAbsent(state, page)) {
    const known = state.contacts.get(id);
    if (known) contacts.set(id, known);
  }
  return {
    ...state,
    connection,
    isLoaded: true,
    loadProblem: undefined,
    seq: page.seq,
    templatesSeq: page.seq,
    unreadCount: page.unread_count,
    contacts,
    lists: {
      ...createInboxState().lists,
      all: {
        loading: 'idle',
        contactIds: [],
        nextCursor: page.next_cursor,
        isComplete: page.next_cursor === null,
        totalCount: page.total_count,
      },
    },
    logs: MessageLogs.makeStale(state.logs),
  };
}

/** Whose chat has been opened, but who are further down the list than the snapshot's page reaches. */
export function listAbsent({ logs }: InboxState, { contacts }: ContactPage): string[] {
  const present = new Set(contacts.map(({ id }) => id));
  return [...logs.keys()].filter((id) => !present.has(id));
}

import type { Contact } from '../../backend/contract/contact.ts';
import { emptyLog } from './inbox-state.ts';
import type { ContactListState, InboxState, MessageLog } from './inbox-state.ts';

/**
 * What this tab makes of merges: everything that it holds under the absorbed contact's id is the
 * survivor's from then on, and what it still asks for by the old id leads there. Which messages moved
 * is not told, so the logs concerned are fetched again. All pure.
 */
export function followMerge(state: InboxState, fromId: string, into: Contact): InboxState {
  const contacts = new Map(state.contacts).set(into.id, into);
  contacts.delete(fromId);
  const logs = new Map(state.logs);
  const isAnyLoaded = logs.has(fromId) || logs.has(into.id);
  logs.delete(fromId);
  if (isAnyLoaded) logs.set(into.id, makeStale(logs.get(into.id) ?? emptyLog));
  return {
    ...state,
    contacts,
    logs,
    mergedInto: new Map(state.mergedInto).set(fromId, into.id),
    pending: state.pending.map((message) =>
      message.contactId === fromId ? { ...message, contactId: into.id } : message,
    ),
    search: state.search && {
      ...state.search,
      list: replaceId(state.search.list, fromId, into.id),
    },
  };
}

/** A merge was undone: both are themselves again, and either log may show too much or too little. */
export function followUnmerge(
  state: InboxState,
  remaining: Contact,
  restored: Contact,
): InboxState {
  const logs = new Map(state.logs);
  for (const { id } of [remaining, restored]) {
    const log = logs.get(id);
    if (log) logs.set(id, makeStale(log));
  }
  const mergedInto = new Map(state.mergedInto);
  mergedInto.delete(restored.id);
  const contacts = new Map(state.contacts).set(remaining.id, remaining).set(restored.id, restored);
  return { ...state, contacts, logs, mergedInto };
}

/** The contact that an id leads to by now. */
export function followId({ mergedInto }: Pick<InboxState, 'mergedInto'>, id: string): string {
  let followed = id;
  for (let next = mergedInto.get(id); next !== undefined; next = mergedInto.get(next)) {
    followed = next;
  }
  return followed;
}

function makeStale(log: MessageLog): MessageLog {
  return { ...log, loading: 'stale', overtaken: new Map() };
}

function replaceId(list: ContactListState, fromId: string, intoId: string): ContactListState {
  const contactIds = [...new Set(list.contactIds.map((id) => (id === fromId ? intoId : id)))];
  return { ...list, contactIds };
}

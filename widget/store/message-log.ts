import type { Message } from '../../backend/contract/message.ts';
import { compareMessages } from './compare-ids.ts';
import type { MessageLog } from './inbox-state.ts';

/**
 * How one conversation's messages grow: pages fetched over HTTP meet changes from the feed. A page
 * says nothing about when it was read, so whatever the feed told meanwhile wins over it; and only
 * messages that join the loaded stretch without a gap are shown. All pure.
 */

/** Puts `message` where its id belongs, in place of an older copy. */
export function insertMessage(messages: readonly Message[], message: Message): readonly Message[] {
  let index = messages.length;
  while (index > 0) {
    const order = compareMessages(messages[index - 1]!, message);
    if (order === 0) return messages.with(index - 1, message);
    if (order < 0) break;
    index--;
  }
  return messages.toSpliced(index, 0, message);
}

/** A message was created, as the feed says. */
export function addMessage(log: MessageLog, message: Message): MessageLog {
  if (isAwaitingNewest(log)) return noteOvertaken(log, message);
  // From before what is loaded (history): it comes with the older pages, or is missing from one on its way.
  if (isBeforeLoaded(log, message)) {
    return log.loading === 'older' ? noteOvertaken(log, message) : log;
  }
  return { ...log, messages: insertMessage(log.messages, message) };
}

/** A message changed, as the feed says. One that is not loaded matters only to a page on its way. */
export function replaceMessage(log: MessageLog, message: Message): MessageLog {
  const index = log.messages.findLastIndex(({ id }) => id === message.id);
  if (index >= 0) return { ...log, messages: log.messages.with(index, message) };
  return isAwaitingNewest(log) || log.loading === 'older' ? noteOvertaken(log, message) : log;
}

/** Whether there is a gap between this message and the loaded ones after it. */
export function isBeforeLoaded({ messages, olderCursor }: MessageLog, message: Message): boolean {
  const oldest = messages[0];
  return olderCursor !== null && oldest !== undefined && compareMessages(message, oldest) < 0;
}

/** Whether what is shown, if anything, will be replaced by the newest page. */
export function isAwaitingNewest({ loading }: MessageLog): boolean {
  return loading === 'newest' || loading === 'failed' || loading === 'stale';
}

function noteOvertaken(log: MessageLog, message: Message): MessageLog {
  return { ...log, overtaken: new Map(log.overtaken).set(message.id, message) };
}

/** The newest page has arrived; `page` is newest first, as the server lists. */
export function joinNewestPage(
  log: MessageLog,
  page: readonly Message[],
  olderCursor: string | null,
): MessageLog {
  let messages: readonly Message[] = page.toReversed();
  const oldest = page.at(-1);
  for (const message of log.overtaken.values()) {
    const isReached = olderCursor === null || !oldest || compareMessages(message, oldest) >= 0;
    if (isReached) messages = insertMessage(messages, message);
  }
  return { loading: 'idle', messages, olderCursor, overtaken: new Map() };
}

/** A page of older messages has arrived; `page` is newest first, as the server lists. */
export function joinOlderPage(
  log: MessageLog,
  page: readonly Message[],
  olderCursor: string | null,
): MessageLog {
  const oldest = log.messages[0];
  const older = page
    .filter((message) => !oldest || compareMessages(message, oldest) < 0)
    .map((message) => log.overtaken.get(message.id) ?? message)
    .reverse();
  let messages: readonly Message[] = [...older, ...log.messages];
  const reached = older[0];
  for (const message of log.overtaken.values()) {
    const isNews = !messages.some(({ id }) => id === message.id);
    const isWithin = olderCursor === null || (reached && compareMessages(message, reached) > 0);
    if (isNews && isWithin) messages = insertMessage(messages, message);
  }
  return { loading: 'idle', messages, olderCursor, overtaken: new Map() };
}

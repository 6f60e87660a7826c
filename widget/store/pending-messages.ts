import type { Message } from '../../backend/contract/message.ts';
import type { PendingMessage } from './inbox-state.ts';

/**
 * Messages shown before the server has them, each known by the id its click was given. Pure. The
 * order of clicks is the order of the list, and it never changes; one leaves it when the server's
 * own message with that id arrives, by the answer or by the feed, whichever is first.
 */

export function addPending(
  pending: readonly PendingMessage[],
  message: PendingMessage,
): readonly PendingMessage[] {
  const isKnown = pending.some(
    ({ clientMessageId }) => clientMessageId === message.clientMessageId,
  );
  return isKnown ? pending : [...pending, message];
}

export function changePending(
  pending: readonly PendingMessage[],
  clientMessageId: string,
  change: Partial<Pick<PendingMessage, 'state' | 'reason' | 'file'>>,
): readonly PendingMessage[] {
  return pending.map((message) =>
    message.clientMessageId === clientMessageId ? { ...message, ...change } : message,
  );
}

export function removePending(
  pending: readonly PendingMessage[],
  clientMessageId: string,
): readonly PendingMessage[] {
  const rest = pending.filter((message) => message.clientMessageId !== clientMessageId);
  return rest.length === pending.length ? pending : rest;
}

/** The server has `message`: its pending twin, if there is one, goes. */
export function settlePending(
  pending: readonly PendingMessage[],
  message: Message,
): readonly PendingMessage[] {
  return message.client_message_id === null
    ? pending
    : removePending(pending, message.client_message_id);
}

/** The next one to send in a conversation: the first that nobody refused. */
export function findNextPending(
  pending: readonly PendingMessage[],
  contactId: string,
): PendingMessage | undefined {
  return pending.find((message) => message.contactId === contactId && message.state !== 'refused');
}

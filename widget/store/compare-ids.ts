import type { Message } from '../../backend/contract/message.ts';

/**
 * Orders our message ids: decimal strings that grow without bound, in the order of commits. The
 * longer number is the larger; compared as strings only at equal length.
 */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The order within a conversation: by id, but history stands before all that was stored earlier. */
export function compareMessages(
  a: Pick<Message, 'id' | 'position'>,
  b: Pick<Message, 'id' | 'position'>,
): number {
  const order = (a.position ?? 0) - (b.position ?? 0);
  return order === 0 ? compareIds(a.id, b.id) : order;
}

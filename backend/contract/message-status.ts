/**
 * The life of a message as one ladder, and the only rule for moving on it.
 *
 * A status never moves down. Because every step has one rank and the higher rank wins, the final
 * state of a message is the same in whatever order, and however often, Meta's statuses arrive.
 * `held`: Meta has the message and has said that it does not send it yet.
 * `failed` stands above `sent` (Meta accepts first and fails later) and below `delivered`: a proof
 * of delivery that comes late beats an earlier failure.
 *
 * This file has no imports, so that the widget can use it without pulling zod into its bundle.
 */
export const MESSAGE_STATUSES = [
  'received',
  'queued',
  'sending',
  'unknown',
  'held',
  'sent',
  'failed',
  'delivered',
  'read',
  'played',
] as const;

export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** The statuses that Meta reports about a message we sent (webhook `statuses[].status`). */
export const REPORTED_STATUSES = ['sent', 'delivered', 'read', 'played', 'failed'] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

const RANK: Record<MessageStatus, number> = {
  received: 0,
  queued: 1,
  sending: 2,
  unknown: 3,
  held: 4,
  sent: 5,
  failed: 6,
  delivered: 7,
  read: 8,
  played: 9,
};

/** Returns the status a message has after `reported` is heard: the higher of the two, never a lower one. */
export function advanceStatus(current: MessageStatus, reported: MessageStatus): MessageStatus {
  return RANK[reported] > RANK[current] ? reported : current;
}

/** Every status below `status` on the ladder, for a guarded `UPDATE … WHERE status IN (…)`. */
export function statusesBelow(status: MessageStatus): MessageStatus[] {
  return MESSAGE_STATUSES.filter((candidate) => RANK[candidate] < RANK[status]);
}

import { channel } from 'node:diagnostics_channel';

/**
 * The moments between two durable steps, where a crash does the most harm. Each is published on
 * Node's diagnostics channel `chasqui:<name>`; with no subscriber that costs one comparison. The
 * fault tests kill the process at every one of them (test/faults/), and a tracer may listen too.
 */
export const TRACE_POINTS = [
  /** The body is verified and about to be committed to the journal. */
  'webhook_before_commit',
  /** The body is on disk; its 200 has not been written. */
  'webhook_after_commit',
  /** A batch of items is written, its transaction still open. */
  'items_before_commit',
  /** A batch of items is committed; no screen was woken. */
  'items_after_commit',
  /** A message and its outbox row are written, their transaction still open. */
  'send_before_commit',
  /** A message and its outbox row are committed; the caller has no answer yet. */
  'send_after_commit',
  /** `sending` is committed; no byte has left. */
  'outbox_before_request',
  /** Meta has answered; the outcome is not written. */
  'outbox_after_answer',
  /** The outcome is committed. */
  'outbox_after_outcome',
  /** A reaction and its order are committed; the caller has no answer yet. */
  'reaction_after_commit',
  /** An order's lease is committed; no byte has left. */
  'reaction_before_request',
  /** Meta has answered to a reaction; the outcome is not written. */
  'reaction_after_answer',
  /** A migration has run, its transaction still open. */
  'migration_before_commit',
] as const;
export type TracePoint = (typeof TRACE_POINTS)[number];

const channels = new Map(TRACE_POINTS.map((name) => [name, channel(`chasqui:${name}`)]));

/** Says that the process has come to this point. */
export function reachTracePoint(name: TracePoint): void {
  const point = channels.get(name);
  if (point?.hasSubscribers) point.publish(name);
}

import { advanceStatus } from '../../contract/message-status.ts';
import type { ReportedStatus } from '../../contract/message-status.ts';
import type { Message, MessageError } from '../../contract/message.ts';

/** One step in a message's life as Meta reports it. */
export interface ReportedStep {
  status: ReportedStatus;
  reportedAtMs: number;
  error: MessageError | undefined;
}

/** What a step can change. */
type Progress = Pick<
  Message,
  'status' | 'error' | 'is_read' | 'sent_at' | 'delivered_at' | 'read_at'
>;

const PROVES_SENT: readonly ReportedStatus[] = ['sent', 'delivered', 'read', 'played'];
const PROVES_DELIVERED: readonly ReportedStatus[] = ['delivered', 'read', 'played'];
const PROVES_READ: readonly ReportedStatus[] = ['read', 'played'];

/**
 * The message after a reported step; the same object if nothing changed.
 *
 * The order of steps does not matter: the status only moves up the ladder, and each moment is the
 * earliest that proves it (what was read was delivered, though Meta may leave `delivered` out). An
 * error stays only while the message counts as failed; of several the one with the lowest code.
 */
export function applyStatus<Subject extends Progress>(
  message: Subject,
  step: ReportedStep,
): Subject {
  const status = advanceStatus(message.status, step.status);
  const moment = new Date(step.reportedAtMs).toISOString();
  const earliest = (known: string | null, proofs: readonly ReportedStatus[]) =>
    proofs.includes(step.status) && (known === null || moment < known) ? moment : known;
  const next: Subject = {
    ...message,
    status,
    error: status === 'failed' ? pickError(message.error, step.error) : null,
    is_read: message.is_read || PROVES_READ.includes(step.status),
    sent_at: earliest(message.sent_at, PROVES_SENT),
    delivered_at: earliest(message.delivered_at, PROVES_DELIVERED),
    read_at: earliest(message.read_at, PROVES_READ),
  };
  const isSame =
    next.status === message.status &&
    next.error === message.error &&
    next.is_read === message.is_read &&
    next.sent_at === message.sent_at &&
    next.delivered_at === message.delivered_at &&
    next.read_at === message.read_at;
  return isSame ? message : next;
}

/** Meta tells no order of failures, so any rule will do that does not depend on their arrival. */
function pickError(
  known: MessageError | null,
  told: MessageError | undefined,
): MessageError | null {
  if (!known || !told) return known ?? told ?? null;
  return placeOf(told) < placeOf(known) ? told : known;
}

/** Codes sort as text of one length; what has no code comes last. */
function placeOf({ code, title, details }: MessageError): string {
  return [String(code ?? '').padStart(12, code === null ? '~' : '0'), title, details].join(' ');
}

import type { Broadcast } from '../../contract/broadcast.ts';
import { textOf } from '../../whatsapp/kinds/index.ts';
import type { RecipientCounts } from '../outbox/recipient-service.ts';
import type { BroadcastRecord } from './broadcast-store.ts';

/** A broadcast as the API and the feed show it. */
export function toBroadcast(record: BroadcastRecord, counts: RecipientCounts): Broadcast {
  return {
    id: record.id,
    phone_number_id: record.phoneNumberId,
    state: record.state,
    message_text: textOf(record.content),
    created_by: record.createdBy?.name ?? null,
    created_at: new Date(record.createdAtMs).toISOString(),
    finished_at:
      record.finishedAtMs === undefined ? null : new Date(record.finishedAtMs).toISOString(),
    progress: {
      total: counts.total,
      queued: counts.queued + counts.sending,
      held: counts.held,
      sent: counts.sent,
      failed: counts.failed,
      unknown: counts.unknown,
      refused: counts.refused,
      cancelled: counts.cancelled,
    },
  };
}

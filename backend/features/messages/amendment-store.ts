import type { Knex } from 'knex';
import type { Participant } from '../../contract/provenance.ts';
import type { Transaction } from '../../database/database.ts';
import type { AmendmentAction } from '../../whatsapp/webhook-events.ts';

/** Who did something, as far as the webhook tells. */
export interface AmendmentSender {
  userId?: string | undefined;
  waId?: string | undefined;
}

/** The latest amendment of its kind by one actor to one message. */
export interface StoredAmendment {
  phoneNumberId: string;
  /** wamid */
  targetMessageId: string;
  /** An `AmendmentActor`; while parked, in place of `customer` the ids that the webhook gives them. */
  actor: string;
  participant: Participant | undefined;
  eventMessageId: string;
  sentAtMs: number;
  action: AmendmentAction;
  /** Only while parked. */
  sender: AmendmentSender | undefined;
  /** Undefined once its message is there. */
  parkedAtMs: number | undefined;
}

interface AmendmentRow {
  phone_number_id: string;
  target_message_id: string;
  kind: AmendmentAction['kind'];
  actor: string;
  event_message_id: string;
  sent_at: number;
  payload: string;
  parked_at: number | null;
}

interface AmendmentPayload {
  action: AmendmentAction;
  sender?: AmendmentSender;
  participant?: Participant;
}

const TABLE = 'message_amendments';

/** The table `message_amendments`. */
export class AmendmentStore {
  /** All of these messages. */
  async list(
    db: Knex,
    phoneNumberId: string,
    targetIds: readonly string[],
  ): Promise<StoredAmendment[]> {
    const rows: AmendmentRow[] = await db(TABLE)
      .where({ phone_number_id: phoneNumberId })
      .whereIn('target_message_id', targetIds);
    return rows.map(toStored);
  }

  /** Those that wait for one of these messages. */
  async listParked(
    db: Knex,
    phoneNumberId: string,
    targetIds: readonly string[],
  ): Promise<StoredAmendment[]> {
    const rows: AmendmentRow[] = await db(TABLE)
      .where({ phone_number_id: phoneNumberId })
      .whereIn('target_message_id', targetIds)
      .whereNotNull('parked_at');
    return rows.map(toStored);
  }

  /** Writes them in place of earlier ones of the same kind and actor. */
  async save(tx: Transaction, amendments: readonly StoredAmendment[]): Promise<void> {
    if (amendments.length === 0) return;
    await tx(TABLE)
      .insert(amendments.map(toRow))
      .onConflict(['phone_number_id', 'target_message_id', 'kind', 'actor'])
      .merge();
  }

  async deleteParked(
    tx: Transaction,
    phoneNumberId: string,
    targetIds: readonly string[],
  ): Promise<void> {
    await tx(TABLE)
      .where({ phone_number_id: phoneNumberId })
      .whereIn('target_message_id', targetIds)
      .whereNotNull('parked_at')
      .delete();
  }

  async deleteParkedBefore(tx: Transaction, beforeMs: number): Promise<number> {
    return tx(TABLE).where('parked_at', '<', beforeMs).delete();
  }
}

function toRow(amendment: StoredAmendment): AmendmentRow {
  const { action, sender, participant } = amendment;
  const payload: AmendmentPayload = {
    action,
    ...(sender ? { sender } : {}),
    ...(participant ? { participant } : {}),
  };
  return {
    phone_number_id: amendment.phoneNumberId,
    target_message_id: amendment.targetMessageId,
    kind: action.kind,
    actor: amendment.actor,
    event_message_id: amendment.eventMessageId,
    sent_at: amendment.sentAtMs,
    payload: JSON.stringify(payload),
    parked_at: amendment.parkedAtMs ?? null,
  };
}

function toStored(row: AmendmentRow): StoredAmendment {
  const { action, sender, participant } = JSON.parse(row.payload) as AmendmentPayload;
  return {
    phoneNumberId: row.phone_number_id,
    targetMessageId: row.target_message_id,
    actor: row.actor,
    participant,
    eventMessageId: row.event_message_id,
    sentAtMs: row.sent_at,
    action,
    sender,
    parkedAtMs: row.parked_at ?? undefined,
  };
}

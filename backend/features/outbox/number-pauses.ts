import type { Knex } from 'knex';
import type { Message } from '../../contract/message.ts';
import type { Transaction } from '../../database/database.ts';
import { findGraphErrorEntry } from '../../whatsapp/graph-error.ts';
import type { Connection, ConnectionService } from '../settings/connection-service.ts';
import type { OutboxPause, OutboxPauseStore } from './outbox-pause-store.ts';

/**
 * Brings a number's outbox to a stand where Meta's refusal would meet every other message too: a
 * token that ended, a bill not paid, an account that is locked. Nothing is burnt meanwhile; an admin's
 * act lets it go on.
 *
 * Meta refuses in its answer, or takes a message and tells by a `failed` status what was wrong. Pause
 * and light are one commit: a number must not stand still without saying why.
 */
export class NumberPauses {
  readonly #store: OutboxPauseStore;
  readonly #connections: Pick<ConnectionService, 'recordRefusal' | 'invalidate'>;

  constructor(parts: {
    store: OutboxPauseStore;
    connections: Pick<ConnectionService, 'recordRefusal' | 'invalidate'>;
  }) {
    this.#store = parts.store;
    this.#connections = parts.connections;
  }

  /**
   * For what Meta answered to `connection`. False, and nothing written, where the number has other
   * credentials by now. Call `forgetLights` after the commit.
   */
  async pause(
    tx: Transaction,
    connection: Pick<Connection, 'phoneNumberId'> & Partial<Pick<Connection, 'accessToken'>>,
    code: number,
    nowMs: number,
  ): Promise<boolean> {
    const { title, advice, action } = findGraphErrorEntry(code);
    const reason = `${title.charAt(0).toUpperCase()}${title.slice(1)}. ${advice}`;
    const light = action === 'billing' ? 'degraded' : 'disconnected';
    const { phoneNumberId } = connection;
    if (!(await this.#connections.recordRefusal(tx, connection, { light, reason }, nowMs))) {
      return false;
    }
    await this.#store.insert(tx, { phoneNumberId, errorCode: code, reason, pausedAtMs: nowMs });
    return true;
  }

  /**
   * For a message that Meta took and then told as failed. What left before the number was let go on
   * says nothing of how it stands now. The lights in memory follow as after another instance's pause.
   */
  async pauseForFailed(tx: Transaction, message: Message, nowMs: number): Promise<void> {
    const code = message.error?.code ?? undefined;
    if (code === undefined || findGraphErrorEntry(code).reaction !== 'pause_number') return;
    const phoneNumberId = message.phone_number_id;
    const leftAtMs = Date.parse(message.sent_at ?? message.created_at);
    const resumedAtMs = await this.#store.findResumption(tx, phoneNumberId);
    if (resumedAtMs !== undefined && leftAtMs <= resumedAtMs) return;
    await this.pause(tx, { phoneNumberId }, code, nowMs);
  }

  /** What is held in memory shows the light of before, or is the token of before. */
  forgetLights(): void {
    this.#connections.invalidate();
  }

  /** Lets the number go on. Does nothing to one that runs. */
  async lift(tx: Transaction, phoneNumberId: string, nowMs: number): Promise<void> {
    if (await this.#store.delete(tx, phoneNumberId)) {
      await this.#store.noteResumption(tx, phoneNumberId, nowMs);
    }
  }

  /** Why the number's sending stands still, or undefined when it runs. */
  async find(db: Knex, phoneNumberId: string): Promise<OutboxPause | undefined> {
    return this.#store.find(db, phoneNumberId);
  }
}

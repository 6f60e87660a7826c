import type { Message } from '../../backend/contract/message.ts';
import type { ApiClient } from '../api/api-client.ts';
import { emptyLog } from './inbox-state.ts';
import type { MessageLog } from './inbox-state.ts';
import {
  insertMessage,
  isAwaitingNewest,
  isBeforeLoaded,
  joinNewestPage,
  joinOlderPage,
} from './message-log.ts';
import type { StateCell } from './state-cell.ts';

const MESSAGE_PAGE_SIZE = 50;

/** Fetches conversations page by page; the feed keeps right what has been fetched. */
export class MessageLogs {
  readonly #api: ApiClient;
  readonly #cell: StateCell;
  /** The request that counts, per contact: an earlier one may be from before a merge of contacts. */
  readonly #loads = new Map<string, symbol>();

  constructor(api: ApiClient, cell: StateCell) {
    this.#api = api;
    this.#cell = cell;
  }

  /**
   * Fetches the newest messages, unless the feed keeps them right already. After a failure nothing
   * happens by itself: `retry` is a person's.
   */
  async open(contactId: string): Promise<void> {
    const { logs, mergedInto } = this.#cell.state;
    const log = logs.get(contactId);
    if (mergedInto.has(contactId) || (log && log.loading !== 'stale')) return;
    await this.#load(contactId, { ...(log ?? emptyLog), loading: 'newest' });
  }

  /** Fetches the newest messages after that has failed. */
  async retry(contactId: string): Promise<void> {
    const log = this.#cell.state.logs.get(contactId);
    if (log?.loading !== 'failed') return;
    await this.#load(contactId, { ...log, loading: 'newest' });
  }

  async loadOlder(contactId: string): Promise<void> {
    const log = this.#cell.state.logs.get(contactId);
    if (!log || log.olderCursor === null) return;
    if (log.loading !== 'idle' && log.loading !== 'older_failed') return;
    await this.#load(contactId, { ...log, loading: 'older' });
  }

  /** The answer to our own send; the feed's copy, if it came first, knows more. */
  noteSent(message: Message): void {
    const log = this.#cell.state.logs.get(message.contact_id);
    if (!log || isAwaitingNewest(log)) return;
    if (log.messages.some(({ id }) => id === message.id)) return;
    // An answer to a late repetition: the message lies before what is loaded, not right before it.
    if (isBeforeLoaded(log, message)) return;
    this.#put(message.contact_id, { ...log, messages: insertMessage(log.messages, message) });
  }

  /** After a new snapshot: what the logs missed is unknown until they are fetched again. */
  static makeStale(logs: ReadonlyMap<string, MessageLog>): ReadonlyMap<string, MessageLog> {
    const stale = { loading: 'stale', overtaken: new Map() } as const;
    return new Map([...logs].map(([id, log]) => [id, { ...log, ...stale }]));
  }

  async #load(contactId: string, loading: MessageLog): Promise<void> {
    const epoch = this.#cell.epoch;
    const load = Symbol(contactId);
    this.#loads.set(contactId, load);
    const isOutdated = (log: MessageLog) =>
      epoch !== this.#cell.epoch ||
      this.#loads.get(contactId) !== load ||
      log.loading !== loading.loading;
    this.#put(contactId, loading);
    const isOlder = loading.loading === 'older';
    try {
      const page = await this.#api.listMessages({
        contact: contactId,
        limit: MESSAGE_PAGE_SIZE,
        ...(isOlder && loading.olderCursor !== null ? { cursor: loading.olderCursor } : {}),
      });
      const log = this.#cell.state.logs.get(contactId);
      if (!log || isOutdated(log)) return;
      const join = isOlder ? joinOlderPage : joinNewestPage;
      this.#put(contactId, join(log, page.messages, page.next_cursor));
    } catch {
      const log = this.#cell.state.logs.get(contactId);
      if (!log || isOutdated(log)) return;
      this.#put(contactId, { ...log, loading: isOlder ? 'older_failed' : 'failed' });
    }
  }

  #put(contactId: string, log: MessageLog): void {
    this.#cell.change({ logs: new Map(this.#cell.state.logs).set(contactId, log) });
  }
}

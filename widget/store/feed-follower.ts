import type { ContactPage } from '../../backend/contract/contact.ts';
import type { SequencedChange } from '../../backend/contract/feed.ts';
import type { ConnectionSummary } from '../../backend/contract/settings.ts';
import type { ApiClient } from '../api/api-client.ts';
import { FeedConnection } from '../api/feed-connection.ts';
import type { FeedConnectionOptions, FeedState } from '../api/feed-connection.ts';
import type { Session } from '../api/session.ts';
import { applyChange } from './apply-change.ts';
import { applySnapshot, listAbsent } from './apply-snapshot.ts';
import { CONTACT_PAGE_SIZE } from './contact-lists.ts';
import type { ContactLists } from './contact-lists.ts';
import type { MessageSender } from './message-sender.ts';
import type { RetryTimer } from './retry-timer.ts';
import type { StateCell } from './state-cell.ts';

/*
 * Keeps the state what the server says it is.
 *
 *  1. It takes a snapshot (contacts with the feed's seq), then follows the feed from there.
 *  2. Everything the server tells comes through applyChange(). A `reset`, or a failed snapshot, is
 *     answered by a new snapshot; changes that arrive meanwhile are applied after it.
 *  3. A lost line is shown only after 4 s: most come back before anybody needs to know.
 */
const SHOW_LOST_AFTER_MS = 4_000;

export interface FeedFollowerParts {
  backendUrl: string;
  session: Session;
  api: Pick<ApiClient, 'listContacts' | 'getConnection'>;
  cell: StateCell;
  lists: ContactLists;
  sender: Pick<MessageSender, 'persist' | 'wake'>;
  retry: RetryTimer;
  /** One contact has become part of another one. */
  onMerge: (fromId: string, intoId: string) => void;
  createSocket: FeedConnectionOptions['createSocket'];
}

export class FeedFollower {
  readonly #parts: FeedFollowerParts;
  readonly #connection: FeedConnection;
  /** Changes that wait for the snapshot they come after; undefined when none is on its way. */
  #heldChanges: SequencedChange[] | undefined;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  /** Only the snapshot that was asked for last counts. */
  #snapshots = 0;

  constructor(parts: FeedFollowerParts) {
    this.#parts = parts;
    const { backendUrl, session, cell, createSocket } = parts;
    this.#connection = new FeedConnection({
      backendUrl,
      session,
      getAfterSeq: () => this.#heldChanges?.at(-1)?.seq ?? cell.state.seq,
      onState: (state) => this.#showState(state),
      onWelcome: (frame) => this.#setClock(frame.server_time),
      onChanges: (changes) => this.#receive(changes),
      onReset: () => void this.#takeSnapshot(),
      ...(createSocket ? { createSocket } : {}),
    });
  }

  /** Begins with a snapshot. */
  start(): void {
    void this.#takeSnapshot();
  }

  stop(): void {
    this.#heldChanges = undefined;
    this.#connection.stop();
    clearTimeout(this.#lostTimer);
    this.#lostTimer = undefined;
  }

  async #takeSnapshot(): Promise<void> {
    const { api, cell, retry } = this.#parts;
    const epoch = cell.epoch;
    const snapshot = ++this.#snapshots;
    const isOver = () => epoch !== cell.epoch || snapshot !== this.#snapshots;
    this.#heldChanges ??= [];
    try {
      const page = await api.listContacts({ limit: CONTACT_PAGE_SIZE });
      // Not beside the page: read before it, this could be older than its seq, and stay so.
      const connection = await api.getConnection();
      if (isOver()) return;
      retry.reset();
      this.#startFrom(page, connection);
    } catch (error) {
      if (isOver()) return;
      cell.change({ loadProblem: error instanceof Error ? error.message : String(error) });
      retry.start(() => void this.#takeSnapshot());
    }
  }

  #startFrom(page: ContactPage, connection: ConnectionSummary): void {
    const { cell, lists } = this.#parts;
    // What was asked for before may be older than the snapshot.
    cell.abandonAnswers();
    cell.change(applySnapshot(cell.state, page, connection));
    this.#setClock(page.server_time);
    const held = this.#heldChanges ?? [];
    this.#heldChanges = undefined;
    const absent = listAbsent(cell.state, page);
    this.#receive(held);
    this.#connection.start();
    lists.recountLater(0);
    if (cell.state.search) void lists.search(cell.state.search.text);
    for (const id of absent) void lists.refresh(id);
  }

  #receive(changes: readonly SequencedChange[]): void {
    if (this.#heldChanges) {
      this.#heldChanges.push(...changes);
      return;
    }
    if (changes.length === 0) return;
    const { cell, lists, sender, onMerge } = this.#parts;
    const { pending } = cell.state;
    lists.note(changes);
    cell.change(changes.reduce(applyChange, cell.state));
    const merges = changes.filter((change) => change.type === 'contact.merged');
    for (const { from, contact } of merges) onMerge(from, contact.id);
    if (cell.state.pending !== pending) sender.persist();
    if (merges.length > 0) sender.wake();
    lists.recountLater();
  }

  #showState(state: FeedState): void {
    const { cell, sender } = this.#parts;
    if (state === 'live') {
      clearTimeout(this.#lostTimer);
      this.#lostTimer = undefined;
      cell.change({ live: 'live' });
      sender.wake();
    } else if (!navigator.onLine) {
      cell.change({ live: 'offline' });
    } else if (cell.state.live === 'offline') {
      cell.change({ live: 'reconnecting' });
    } else {
      this.#lostTimer ??= setTimeout(() => {
        this.#lostTimer = undefined;
        cell.change({ live: navigator.onLine ? 'reconnecting' : 'offline' });
      }, SHOW_LOST_AFTER_MS);
    }
  }

  #setClock(serverTime: string): void {
    this.#parts.cell.change({ clockOffsetMs: Date.parse(serverTime) - Date.now() });
  }
}

import type { Contact } from '../../backend/contract/contact.ts';
import type { SequencedChange } from '../../backend/contract/feed.ts';
import { rowNews, showInRow } from './apply-change.ts';
import type { LastMessage } from './apply-change.ts';

/** What the feed told while one request was under way. */
export class Told {
  /** Of these it told everything: the answer has nothing newer that it will not tell as well. */
  readonly contactIds = new Set<string>();
  readonly #news = new Map<string, Partial<LastMessage>>();

  note(change: SequencedChange): void {
    if ('contact' in change) this.contactIds.add(change.contact.id);
    // An answer from before the merge knows the absorbed contact, which is gone.
    if (change.type === 'contact.merged') this.contactIds.add(change.from);
    else if (change.type === 'contact.unmerged') this.contactIds.add(change.restored.id);
    if ('message' in change && !('contact' in change)) {
      const { id } = change.message;
      this.#news.set(id, { ...this.#news.get(id), ...rowNews(change) });
    }
  }

  /** `contact` with the newest tick and preview of its last message. */
  bringUpToDate(contact: Contact): Contact {
    const id = contact.last_message?.id ?? '';
    return showInRow(contact, id, this.#news.get(id));
  }
}

/**
 * Requests under way, and what the feed tells meanwhile.
 *
 * An answer says nothing about when it was read, but that was after its request: it holds all that
 * had been told by then. What is told between request and answer may be missing in it, so it is
 * noted here and laid over it. Should the answer be the newer one, the feed tells the rest shortly.
 */
export class OpenRequests {
  readonly #open = new Set<Told>();

  note(changes: readonly SequencedChange[]): void {
    for (const told of this.#open) for (const change of changes) told.note(change);
  }

  /** Makes a request; the answer comes with what was told meanwhile. Throws what `request` throws. */
  async make<Answer>(request: () => Promise<Answer>): Promise<{ answer: Answer; told: Told }> {
    const told = new Told();
    this.#open.add(told);
    try {
      return { answer: await request(), told };
    } finally {
      this.#open.delete(told);
    }
  }
}

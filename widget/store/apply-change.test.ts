import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../backend/contract/contact.ts';
import type { SequencedChange } from '../../backend/contract/feed.ts';
import type { Message } from '../../backend/contract/message.ts';
import { advanceStatus } from '../../backend/contract/message-status.ts';
import type { MessageStatus } from '../../backend/contract/message-status.ts';
import { sampleConnection, sampleContact, sampleMessage } from '../test-support/sample-data.ts';
import { applyChange } from './apply-change.ts';
import { createInboxState, emptyLog } from './inbox-state.ts';
import type { InboxState, MessageLog } from './inbox-state.ts';
import { joinNewestPage, joinOlderPage } from './message-log.ts';

const PEOPLE = ['ct_a', 'ct_b', 'ct_c'];
const PAGE_SIZE = 3;

type Step =
  | { do: 'receive' | 'send' | 'read'; who: number }
  | { do: 'report'; which: number; status: MessageStatus }
  | { do: 'edit'; which: number }
  | { do: 'backfill'; who: number; position: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('receive' as const, 'send' as const, 'read' as const),
    who: fc.nat(PEOPLE.length - 1),
  }),
  fc.record({ do: fc.constant('edit' as const), which: fc.nat(30) }),
  fc.record({
    do: fc.constant('backfill' as const),
    who: fc.nat(PEOPLE.length - 1),
    position: fc.integer({ min: -9, max: -1 }),
  }),
  fc.record({
    do: fc.constant('report' as const),
    which: fc.nat(30),
    status: fc.constantFrom<MessageStatus>('sent', 'delivered', 'read', 'failed'),
  }),
);

/** What the server keeps, small enough to be plainly right; every act appends its change. */
class Server {
  readonly changes: SequencedChange[] = [];
  readonly #contacts = new Map<string, Contact>();
  readonly #messages: Message[] = [];
  #seq = 7;

  act(action: Step): void {
    if (action.do === 'report') this.#report(action.which, action.status);
    else if (action.do === 'edit') this.#edit(action.which);
    else if (action.do === 'backfill') this.#backfill(PEOPLE[action.who]!, action.position);
    else if (action.do === 'read') this.#read(PEOPLE[action.who]!);
    else this.#create(PEOPLE[action.who]!, action.do === 'send');
  }

  get unreadCount(): number {
    return [...this.#contacts.values()].reduce((sum, contact) => sum + contact.unread_count, 0);
  }

  snapshot(): InboxState {
    const state = createInboxState();
    return {
      ...state,
      seq: this.#seq,
      unreadCount: this.unreadCount,
      contacts: new Map(this.#contacts),
    };
  }

  /** Newest first, before `cursor`. */
  page(contactId: string, cursor?: string): { messages: Message[]; next: string | null } {
    const placeOf = ({ position, id }: Message) => position ?? Number(id);
    const all = this.#messages
      .filter((message) => message.contact_id === contactId)
      .sort((a, b) => placeOf(b) - placeOf(a) || Number(b.id) - Number(a.id));
    const from = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    const messages = all.slice(from, from + PAGE_SIZE);
    const last = messages.at(-1);
    return { messages, next: from + PAGE_SIZE < all.length && last ? last.id : null };
  }

  #create(contactId: string, isOutgoing: boolean): void {
    const message = sampleMessage({
      id: String(++this.#seq),
      contact_id: contactId,
      direction: isOutgoing ? 'outgoing' : 'incoming',
    });
    this.#messages.push(message);
    const known = this.#contacts.get(contactId) ?? sampleContact({ id: contactId });
    const contact: Contact = {
      ...known,
      unread_count: known.unread_count + (isOutgoing ? 0 : 1),
      last_message: {
        id: message.id,
        kind: 'text',
        preview: `Message ${message.id}`,
        direction: message.direction,
        status: message.status,
      },
    };
    this.#contacts.set(contactId, contact);
    const unread = this.unreadCount;
    this.changes.push({
      type: 'message.created',
      seq: this.#seq,
      message,
      contact,
      unread_count: unread,
    });
  }

  /** History: stored now, and standing before all that came earlier. */
  #backfill(contactId: string, position: number): void {
    const message = sampleMessage({ id: String(++this.#seq), position, contact_id: contactId });
    this.#messages.push(message);
    const contact = this.#contacts.get(contactId) ?? sampleContact({ id: contactId });
    this.#contacts.set(contactId, contact);
    const unread_count = this.unreadCount;
    this.changes.push({ type: 'message.created', seq: this.#seq, message, contact, unread_count });
  }

  #report(which: number, reported: MessageStatus): void {
    const index = this.#messages.length === 0 ? -1 : which % this.#messages.length;
    const before = this.#messages[index];
    if (before?.direction !== 'outgoing') return;
    const message = { ...before, status: advanceStatus(before.status, reported) };
    this.#messages[index] = message;
    const contact = this.#contacts.get(message.contact_id)!;
    if (contact.last_message?.id === message.id) {
      const last_message = { ...contact.last_message, status: message.status };
      this.#contacts.set(contact.id, { ...contact, last_message });
    }
    this.changes.push({ type: 'message.status_changed', seq: ++this.#seq, message });
  }

  #edit(which: number): void {
    const index = this.#messages.length === 0 ? -1 : which % this.#messages.length;
    const before = this.#messages[index];
    if (!before) return;
    const preview = `Edit ${++this.#seq}`;
    const message: Message = { ...before, content: { kind: 'text', body: preview } };
    this.#messages[index] = message;
    const contact = this.#contacts.get(message.contact_id)!;
    if (contact.last_message?.id === message.id) {
      const last_message = { ...contact.last_message, preview };
      this.#contacts.set(contact.id, { ...contact, last_message });
    }
    this.changes.push({ type: 'message.amended', seq: this.#seq, message, preview });
  }

  #read(contactId: string): void {
    const known = this.#contacts.get(contactId);
    if (!known) return;
    const contact = { ...known, unread_count: 0 };
    this.#contacts.set(contactId, contact);
    const unread_count = this.unreadCount;
    this.changes.push({ type: 'contact.updated', seq: ++this.#seq, contact, unread_count });
  }
}

function run(server: Server, steps: readonly Step[]): SequencedChange[] {
  const from = server.changes.length;
  for (const action of steps) server.act(action);
  return server.changes.slice(from);
}

function withLog(state: InboxState, log: MessageLog): InboxState {
  return { ...state, logs: new Map([['ct_a', log]]) };
}

describe('applyChange', () => {
  it('makes a later snapshot out of an earlier one and the changes between', () => {
    fc.assert(
      fc.property(fc.array(step), fc.array(step), (before, after) => {
        const server = new Server();
        run(server, before);
        const early = server.snapshot();
        const changes = run(server, after);
        expect(changes.reduce(applyChange, early)).toEqual(server.snapshot());
      }),
    );
  });

  it('applies a change once, however often the feed repeats it', () => {
    fc.assert(
      fc.property(fc.array(step), fc.array(fc.nat()), (steps, picks) => {
        const server = new Server();
        const start = server.snapshot();
        const changes = run(server, steps);
        const repeated = changes.flatMap((change, index) => [
          change,
          ...picks.slice(0, 2).map((pick) => changes[pick % (index + 1)]!),
        ]);
        expect(repeated.reduce(applyChange, start)).toEqual(server.snapshot());
      }),
    );
  });

  it('keeps a conversation right while its pages and its changes overtake each other', () => {
    fc.assert(
      fc.property(
        fc.array(step),
        fc.array(step),
        fc.array(step),
        fc.array(step),
        (before, whileNewest, between, whileOlder) => {
          const server = new Server();
          run(server, before);
          let state = withLog(server.snapshot(), { ...emptyLog, loading: 'newest' });
          // The page is read first and arrives last: everything in it may be outdated.
          const newest = server.page('ct_a');
          state = run(server, whileNewest).reduce(applyChange, state);
          state = withLog(
            state,
            joinNewestPage(state.logs.get('ct_a')!, newest.messages, newest.next),
          );
          state = run(server, between).reduce(applyChange, state);
          const log = state.logs.get('ct_a')!;
          state = withLog(state, { ...log, loading: 'older' });
          const older =
            log.olderCursor === null
              ? { messages: [], next: null }
              : server.page('ct_a', log.olderCursor);
          state = run(server, whileOlder).reduce(applyChange, state);
          state = withLog(
            state,
            joinOlderPage(state.logs.get('ct_a')!, older.messages, older.next),
          );

          const shown = state.logs.get('ct_a')!.messages;
          const truth: Message[] = [];
          for (let cursor: string | null | undefined; cursor !== null;) {
            const page = server.page('ct_a', cursor);
            truth.unshift(...page.messages.toReversed());
            cursor = page.next;
          }
          expect(shown).toEqual(truth.slice(truth.length - shown.length));
          const isWhole = state.logs.get('ct_a')!.olderCursor === null;
          if (isWhole) expect(shown).toHaveLength(truth.length);
        },
      ),
    );
  });

  it('shows the new status of the newest message in its row', () => {
    const last = sampleMessage({ direction: 'outgoing', id: '12' });
    const contact = sampleContact({
      last_message: {
        id: '12',
        kind: 'text',
        preview: 'Hello',
        direction: 'outgoing',
        status: 'queued',
      },
    });
    const state = { ...createInboxState(), contacts: new Map([[contact.id, contact]]) };
    const message = { ...last, status: 'delivered' as const };
    const next = applyChange(state, { type: 'message.status_changed', seq: 1, message });
    expect(next.contacts.get(contact.id)?.last_message?.status).toBe('delivered');
  });

  it('shows a message’s file where it stands now', () => {
    const media = { id: 'md_1', state: 'pending' as const, mime_type: 'image/jpeg' };
    const message = sampleMessage({ content: { kind: 'image', media } });
    const log = { ...emptyLog, messages: [message] };
    const state = { ...createInboxState(), logs: new Map([[message.contact_id, log]]) };
    const content = { kind: 'image' as const, media: { ...media, state: 'ready' as const } };
    const changed = { ...message, content };
    const next = applyChange(state, { type: 'message.media_changed', seq: 1, message: changed });
    expect(next.logs.get(message.contact_id)?.messages).toEqual([changed]);
  });

  it('takes the connection’s new light', () => {
    const connection = sampleConnection({
      status: { light: 'disconnected', reason: 'Meta refused the token.', since: null },
    });
    const next = applyChange(createInboxState(), { type: 'settings.changed', seq: 1, connection });
    expect(next.connection).toBe(connection);
  });

  it('says when lists of templates have become old', () => {
    const list = { template_count: 3, synced_at: null, sync_error: null };
    const next = applyChange(createInboxState(), {
      type: 'templates.changed',
      seq: 7,
      state: list,
    });
    expect(next).toEqual({ ...createInboxState(), seq: 7, templatesSeq: 7 });
  });

  it('takes note of a change it does not know, and nothing else', () => {
    const state = createInboxState();
    const unknown = { type: 'template.renamed', seq: 9 } as unknown as SequencedChange;
    expect(applyChange(state, unknown)).toEqual({ ...state, seq: 9 });
  });
});

import type { Database, Transaction } from '../../database/database.ts';
import { describeError } from '../../errors.ts';
import type {
  IdentityChange,
  IncomingMessage,
  MessageAmendment,
  StatusReport,
  TemplateEvent,
  WebhookItem,
} from '../../whatsapp/webhook-events.ts';
import { readItemFacts } from '../../whatsapp/webhook-item-facts.ts';
import type { AccountNoticeService } from '../account-notices/account-notice-service.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { ReactionService } from '../reactions/reaction-service.ts';
import type { TemplateService } from '../templates/template-service.ts';
import { OUTCOMES, setAside } from './webhook-item.ts';
import type { LocatedItem, RecordedItem } from './webhook-item.ts';

/**
 * Turns items of webhooks into messages, what was done to them, statuses, contacts and templates.
 *
 * Items are independent: one that cannot be taken is set aside, kept raw and shown to admins, and
 * its siblings are stored. Items for a number that is not connected are set aside too.
 */
export class WebhookRecorder {
  readonly #database: Database;
  readonly #messages: MessageService;
  readonly #reactions: Pick<ReactionService, 'recordStatuses' | 'recordEchoes'>;
  readonly #contacts: ContactService;
  readonly #templates: Pick<TemplateService, 'recordEvents'>;
  readonly #accountNotices: Pick<AccountNoticeService, 'record'>;

  constructor(parts: {
    database: Database;
    messages: MessageService;
    reactions: Pick<ReactionService, 'recordStatuses' | 'recordEchoes'>;
    contacts: ContactService;
    templates: Pick<TemplateService, 'recordEvents'>;
    accountNotices: Pick<AccountNoticeService, 'record'>;
  }) {
    this.#database = parts.database;
    this.#messages = parts.messages;
    this.#reactions = parts.reactions;
    this.#contacts = parts.contacts;
    this.#templates = parts.templates;
    this.#accountNotices = parts.accountNotices;
  }

  /**
   * Records all at once in few statements; throws if any item cannot be stored. Every item is in the
   * answer, in no order.
   */
  async record(
    tx: Transaction,
    located: readonly LocatedItem[],
    connectedIds: ReadonlySet<string>,
    nowMs: number,
  ): Promise<RecordedItem[]> {
    const recorded: RecordedItem[] = [];
    for (const section of splitAtIdentityChanges(located)) {
      const messages: Taken<IncomingMessage>[] = [];
      const statuses: Taken<StatusReport>[] = [];
      const amendments: Taken<MessageAmendment>[] = [];
      const templates: Taken<TemplateEvent>[] = [];
      for (const single of section) {
        const { item } = single;
        const problem = findProblem(single, connectedIds);
        if (problem) recorded.push(problem);
        else if (item.type === 'message') messages.push({ located: single, event: item.message });
        else if (item.type === 'status') statuses.push({ located: single, event: item.status });
        else if (item.type === 'amendment') {
          amendments.push({ located: single, event: item.amendment });
        } else if (item.type === 'template') {
          templates.push({ located: single, event: item.template });
        } else if (item.type === 'identity') {
          recorded.push(await this.#changeIdentity(tx, single, item.change, nowMs));
        } else {
          await this.#recordOther(tx, item, nowMs);
          recorded.push({ located: single, outcome: { state: 'shown' } });
        }
      }
      recorded.push(
        ...(await recordAll(messages, (events) => this.#messages.receiveAll(tx, events, nowMs))),
        ...(await recordAll(statuses, async (events) =>
          fill(await this.#reactions.recordStatuses(tx, events, nowMs), events, (rest) =>
            this.#messages.recordStatuses(tx, rest, nowMs),
          ),
        )),
        ...(await recordAll(amendments, async (events) =>
          fill(await this.#reactions.recordEchoes(tx, events), events, (rest) =>
            this.#messages.recordAmendments(tx, rest, nowMs),
          ),
        )),
        ...(await recordAll(templates, (events) =>
          this.#templates.recordEvents(tx, events, nowMs),
        )),
      );
    }
    return recorded;
  }

  /** Records each item behind a savepoint: what throws is undone alone and set aside. */
  async recordOneByOne(
    tx: Transaction,
    located: readonly LocatedItem[],
    connectedIds: ReadonlySet<string>,
    nowMs: number,
  ): Promise<RecordedItem[]> {
    const recorded: RecordedItem[] = [];
    for (const single of located) {
      try {
        const own = await tx.transaction((savepoint) =>
          this.record(savepoint, [single], connectedIds, nowMs),
        );
        recorded.push(...own);
      } catch (error) {
        // Busy or deadlocked: not the item's fault, the whole transaction is tried again.
        if (this.#database.dialect.isTransient(error)) throw error;
        recorded.push(setAside(single, 'failed', describeError(error)));
      }
    }
    return recorded;
  }

  /** What is rare and needs no batch. */
  async #recordOther(tx: Transaction, item: WebhookItem, nowMs: number): Promise<void> {
    if (item.type === 'preference') {
      await this.#contacts.recordMarketingPreference(tx, item.preference, nowMs);
    } else if (item.type === 'phone_contact') {
      await this.#contacts.recordPhoneContact(tx, item.contact, nowMs);
    } else if (item.type === 'group') {
      await this.#contacts.recordGroupName(tx, item.group, nowMs);
    } else if (item.type === 'account') {
      await this.#accountNotices.record(tx, item.notice, nowMs);
    }
  }

  async #changeIdentity(
    tx: Transaction,
    located: LocatedItem,
    change: IdentityChange,
    nowMs: number,
  ): Promise<RecordedItem> {
    const told = { ...change, toldAtMs: Math.min(change.notice.sentAtMs, nowMs) };
    const contact = await this.#contacts.changeIdentity(tx, told, nowMs);
    if (contact) await this.#contacts.appendUpdated(tx, contact.id, nowMs);
    // Also of people who have not written yet: what they write may still be on its way.
    await this.#messages.receiveAll(tx, [change.notice], nowMs);
    return { located, outcome: { state: 'shown' } };
  }
}

/** An item, and what was read in it. */
interface Taken<Event> {
  located: LocatedItem;
  event: Event;
}

async function recordAll<Event>(
  taken: readonly Taken<Event>[],
  record: (events: Event[]) => Promise<(keyof typeof OUTCOMES | { refused: string })[]>,
): Promise<RecordedItem[]> {
  if (taken.length === 0) return [];
  const answers = await record(taken.map(({ event }) => event));
  return taken.map(({ located }, index) => {
    const answer = answers[index] ?? 'parked';
    return typeof answer === 'object'
      ? setAside(located, 'unknown', answer.refused)
      : { located, outcome: OUTCOMES[answer] };
  });
}

/** Asks `recordRest` about the events that have no outcome yet; the answer is in the same order. */
async function fill<Event, Outcome>(
  outcomes: readonly (Outcome | undefined)[],
  events: readonly Event[],
  recordRest: (rest: Event[]) => Promise<Outcome[]>,
): Promise<Outcome[]> {
  const rest = events.filter((_, index) => outcomes[index] === undefined);
  const others = rest.length > 0 ? await recordRest(rest) : [];
  return outcomes.flatMap((outcome) => outcome ?? others.shift() ?? []);
}

/** A change of identity must come after the messages before it and before those after it. */
function splitAtIdentityChanges(located: readonly LocatedItem[]): LocatedItem[][] {
  const sections: LocatedItem[][] = [[]];
  for (const single of located) {
    if (single.item.type === 'identity') sections.push([single], []);
    else sections.at(-1)?.push(single);
  }
  return sections.filter((section) => section.length > 0);
}

function findProblem(
  located: LocatedItem,
  connectedIds: ReadonlySet<string>,
): RecordedItem | undefined {
  const { item } = located;
  if (item.type === 'unknown') return setAside(located, 'unknown', item.reason);
  if (item.type === 'malformed') return setAside(located, 'failed', item.reason);
  if (item.type === 'template') {
    const { businessAccountId } = item.template;
    if (connectedIds.has(businessAccountId)) return undefined;
    return setAside(located, 'unknown', `the account ${businessAccountId} is not connected`);
  }
  const phoneNumberId = readItemFacts(item).phoneNumberId;
  // Notices about the account as a whole name no number.
  if (phoneNumberId === undefined && item.type === 'account') return undefined;
  if (phoneNumberId !== undefined && connectedIds.has(phoneNumberId)) return undefined;
  return setAside(located, 'unknown', `the number ${phoneNumberId} is not connected`);
}

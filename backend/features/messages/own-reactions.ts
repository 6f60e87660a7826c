import type { Message, RefusedReaction } from '../../contract/message.ts';
import type { Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import type { AmendmentAction } from '../../whatsapp/webhook-events.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { AmendmentStore } from './amendment-store.ts';
import { applyAmendments } from './apply-amendments.ts';
import type { MessageStore } from './message-store.ts';
import type { MessageWriter } from './message-writer.ts';

const BUSINESS = 'business';

/** A reaction of the business, or its removal, with its place in time. */
export interface OwnReaction {
  eventMessageId: string;
  sentAtMs: number;
  action: Extract<AmendmentAction, { kind: 'reaction' }>;
}

/** There has never been one; whatever Meta tells later of the business's phone counts. */
const NONE: OwnReaction = {
  eventMessageId: '',
  sentAtMs: 0,
  action: { kind: 'reaction', emoji: null },
};

/**
 * The business's reactions as operators make them: amendments like those that Meta tells of, in the
 * same place, so that of what was done here and on the business's phone the later one counts.
 */
export class OwnReactions {
  readonly #amendments: AmendmentStore;
  readonly #messages: MessageStore;
  readonly #changeLog: ChangeLog;
  readonly #writer: Pick<MessageWriter, 'amend'>;

  constructor(parts: {
    amendments: AmendmentStore;
    messages: MessageStore;
    changeLog: ChangeLog;
    writer: Pick<MessageWriter, 'amend'>;
  }) {
    this.#amendments = parts.amendments;
    this.#messages = parts.messages;
    this.#changeLog = parts.changeLog;
    this.#writer = parts.writer;
  }

  /** What counts now; undefined where the business has never reacted. */
  async find(tx: Transaction, message: Message): Promise<OwnReaction | undefined> {
    const wamid = message.message_id;
    if (wamid === null) return undefined;
    const all = await this.#amendments.list(tx, message.phone_number_id, [wamid]);
    for (const { actor, action, eventMessageId, sentAtMs } of all) {
      if (actor === BUSINESS && action.kind === 'reaction' && eventMessageId !== '') {
        return { eventMessageId, sentAtMs, action };
      }
    }
    return undefined;
  }

  /** Puts `reaction` in the place of what counts now, and tells screens; undefined: there is none. */
  async put(
    tx: Transaction,
    id: string,
    reaction: OwnReaction | undefined,
    nowMs: number,
    refused?: RefusedReaction,
  ): Promise<Message> {
    await this.#changeLog.reserve(tx, 0);
    const [stored] = await this.#messages.listByIds(tx, [id]);
    const wamid = stored?.message.message_id;
    if (!stored || !wamid) throw new AppError('not_found', `There is no message «${id}».`);
    const before = stored.message;
    const amendment = { ...(reaction ?? NONE), actor: BUSINESS } as const;
    await this.#amendments.save(tx, [
      {
        ...amendment,
        phoneNumberId: before.phone_number_id,
        targetMessageId: wamid,
        participant: undefined,
        sender: undefined,
        parkedAtMs: undefined,
      },
    ]);
    const shown = applyAmendments(before, [amendment]);
    stored.message = refused ? { ...shown, refused_reaction: refused } : shown;
    await this.#writer.amend(tx, [{ before, after: stored }], nowMs);
    return stored.message;
  }
}

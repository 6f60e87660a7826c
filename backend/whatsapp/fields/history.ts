import { isWaId, phoneOfWaId } from '../phone-number.ts';
import type { MessageStatus } from '../../contract/message-status.ts';
import type { WebhookItem } from '../webhook-events.ts';
import { isAmendment } from '../webhook-amendment.ts';
import { isolate, readList } from '../webhook-list.ts';
import type { ItemPart } from '../webhook-list.ts';
import { readChangeContext, readPerson } from '../webhook-people.ts';
import type { ChangeContext } from '../webhook-people.ts';
import { asList, asObject, asText } from '../webhook-reader.ts';
import type { WebhookObject } from '../webhook-reader.ts';
import { readReportedErrors } from './account.ts';
import type { FieldReader } from './field-reader.ts';
import { readForeign, readForeignAmendment } from './phone-messages.ts';

/** Meta's `history_context.status` of the business's own messages. */
const STATUSES: Readonly<Record<string, MessageStatus>> = {
  ERROR: 'failed',
  PENDING: 'sent',
  SENT: 'sent',
  DELIVERED: 'delivered',
  READ: 'read',
  PLAYED: 'played',
};

/**
 * The field `history`: up to 180 days of chats of a number that was used in the WhatsApp Business
 * app before it was connected here, in chunks of threads, the newest days first. An owner who
 * declined to share them makes one error of it (2593109).
 */
export const readHistory: FieldReader = (change) => {
  const { value, path, raw } = change;
  if (asList(value.history).some((chunk) => asList(asObject(chunk)?.errors).length > 0)) {
    const errors = asList(value.history).flatMap((chunk) => asList(asObject(chunk)?.errors));
    return readReportedErrors({ ...change, value: { ...value, errors } });
  }
  if (asList(value.errors).length > 0) return readReportedErrors(change);
  const context = readChangeContext(value);
  const items = readList(value, 'history', `${path}.history`, (chunk, chunkPath) =>
    readList(chunk, 'threads', `${chunkPath}.threads`, (thread, threadPath) =>
      readList(thread, 'messages', `${threadPath}.messages`, (element, itemPath): WebhookItem[] => [
        isolate(itemPath, element, (message) => readOne(message, asObject(thread), context())),
      ]),
    ),
  );
  if (items.length > 0) return items;
  return [{ path, type: 'unknown', reason: 'no messages in it', raw }];
};

function readOne(
  message: WebhookObject,
  thread: WebhookObject | undefined,
  context: ChangeContext,
): ItemPart {
  const isOutgoing = message.to !== undefined || isOfBusiness(message.from, context);
  const named = asObject(thread?.context);
  const customer = readPerson(named?.wa_id ?? thread?.id, named?.user_id);
  if (isAmendment(message)) return readForeignAmendment(message, context, { isOutgoing, customer });
  const status = asText(asObject(message.history_context)?.status, 20)?.toUpperCase() ?? '';
  return {
    type: 'message',
    message: readForeign(
      message,
      context,
      {
        direction: isOutgoing ? 'outgoing' : 'incoming',
        status: isOutgoing ? (STATUSES[status] ?? 'sent') : 'received',
        origin: 'history',
      },
      customer,
    ),
  };
}

function isOfBusiness(from: unknown, { businessPhone }: ChangeContext): boolean {
  const digits = asText(from, 40)?.replace(/\D/g, '') ?? '';
  return isWaId(digits) && phoneOfWaId(digits) === businessPhone;
}

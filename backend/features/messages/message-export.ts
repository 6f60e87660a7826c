import type { Message, MessageExportQuery } from '../../contract/message.ts';
import type { ExportColumn } from '../../http/send-export.ts';
import type { MessageReadModel } from './message-read-model.ts';

const PAGE_SIZE = 200;

/** All messages that the filter lets through, newest first, each as it is when it is read. */
export async function* pagesOfMessages(
  readModel: Pick<MessageReadModel, 'list'>,
  filter: Omit<MessageExportQuery, 'format'>,
): AsyncGenerator<Message[]> {
  let cursor: string | null = null;
  do {
    const query = { ...filter, limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) };
    const page = await readModel.list(query);
    yield page.messages;
    cursor = page.next_cursor;
  } while (cursor !== null);
}

/** What of a message fits into a cell. */
export const MESSAGE_COLUMNS: readonly ExportColumn<Message>[] = [
  { name: 'id', value: ({ id }) => id },
  { name: 'message_id', value: (message) => message.message_id },
  { name: 'contact_id', value: (message) => message.contact_id },
  { name: 'direction', value: ({ direction }) => direction },
  { name: 'from_phone', value: (message) => message.from_phone },
  { name: 'to_phone', value: (message) => message.to_phone },
  { name: 'message_type', value: (message) => message.message_type },
  { name: 'message_text', value: (message) => message.message_text },
  { name: 'status', value: ({ status }) => status },
  { name: 'error_code', value: ({ error }) => error?.code },
  { name: 'error', value: ({ error }) => error?.title },
  { name: 'sent_by', value: (message) => message.sent_by?.name },
  { name: 'reply_to_message_id', value: (message) => message.reply_to_message_id },
  { name: 'broadcast_id', value: (message) => message.broadcast_id },
  { name: 'created_at', value: (message) => message.created_at },
  { name: 'sent_at', value: (message) => message.sent_at },
  { name: 'delivered_at', value: (message) => message.delivered_at },
  { name: 'read_at', value: (message) => message.read_at },
  { name: 'edited_at', value: (message) => message.edited_at },
  { name: 'deleted_at', value: (message) => message.deleted_at },
];

import { isDeepStrictEqual } from 'node:util';
import type { Message } from '../../contract/message.ts';
import type { SendMessageRequest } from '../../contract/send.ts';
import type { Database, Transaction } from '../../database/database.ts';
import { AppError } from '../../errors.ts';
import type { Principal } from '../../http/principal.ts';
import { toSaid } from '../../whatsapp/kinds/index.ts';
import { reachTracePoint } from '../../trace-points.ts';
import type { ContactService } from '../contacts/contact-service.ts';
import type { ChangeLog } from '../feed/change-log.ts';
import type { ChangeNotifier } from '../feed/change-notifier.ts';
import type { MetaCopyService } from '../media/meta-copy-service.ts';
import type { UploadService } from '../media/upload-service.ts';
import type { MessageService } from '../messages/message-service.ts';
import type { Connection, ConnectionService } from '../settings/connection-service.ts';
import type { TemplateComposer } from '../templates/template-composer.ts';
import { contactBlocked } from './blocked-recipients.ts';
import type { OutboxService } from './outbox-service.ts';
import { toDraft } from './send-draft.ts';
import type { SendDraft } from './send-draft.ts';

type SendContacts = Pick<
  ContactService,
  'resolveRecipient' | 'findByReference' | 'listNumbers' | 'listBlocked'
>;

/** Takes messages from operators and servers into the outbox. */
export class SendService {
  readonly #database: Database;
  readonly #connections: Pick<ConnectionService, 'list' | 'getConnected'>;
  readonly #contacts: SendContacts;
  readonly #messages: Pick<
    MessageService,
    'createOutgoing' | 'findByClientMessageId' | 'getMessage' | 'recordHeldForRetry'
  >;
  readonly #outbox: Pick<OutboxService, 'enqueue' | 'requeue' | 'wake'>;
  readonly #templates: Pick<TemplateComposer, 'compose'>;
  readonly #uploads: Pick<UploadService, 'resolve' | 'keep'>;
  readonly #copies: Pick<MetaCopyService, 'forget'>;
  readonly #changeLog: ChangeLog;
  readonly #changeNotifier: Pick<ChangeNotifier, 'wake'>;

  constructor(parts: {
    database: Database;
    connections: Pick<ConnectionService, 'list' | 'getConnected'>;
    contacts: SendContacts;
    messages: Pick<
      MessageService,
      'createOutgoing' | 'findByClientMessageId' | 'getMessage' | 'recordHeldForRetry'
    >;
    outbox: Pick<OutboxService, 'enqueue' | 'requeue' | 'wake'>;
    templates: Pick<TemplateComposer, 'compose'>;
    uploads: Pick<UploadService, 'resolve' | 'keep'>;
    copies: Pick<MetaCopyService, 'forget'>;
    changeLog: ChangeLog;
    changeNotifier: Pick<ChangeNotifier, 'wake'>;
  }) {
    this.#database = parts.database;
    this.#connections = parts.connections;
    this.#contacts = parts.contacts;
    this.#messages = parts.messages;
    this.#outbox = parts.outbox;
    this.#templates = parts.templates;
    this.#uploads = parts.uploads;
    this.#copies = parts.copies;
    this.#changeLog = parts.changeLog;
    this.#changeNotifier = parts.changeNotifier;
  }

  /**
   * Queues a message and returns it; on disk when this resolves. The same `client_message_id` with
   * the same content returns the first message, however often and at however many instances.
   * Throws `not_configured`, `invalid_recipient`, `not_found` (an unknown `ct_…` id), `conflict` when
   * the id was used for something else, `contact_blocked`, `template_unusable`, and `validation_failed` (a file that is
   * not here, or not of this kind; values that do not fit their template).
   */
  async send(request: SendMessageRequest, principal: Principal): Promise<Message> {
    const connection = await this.#chooseConnection(request);
    const draft = await toDraft(request, (order) => this.#templates.compose(connection, order));
    // Asked for here: whoever holds the counter must never wait for one more connection.
    const numbers = (await this.#connections.list()).map(({ phoneNumberId }) => phoneNumberId);
    try {
      return await this.#create(connection, numbers, draft, principal);
    } catch (error) {
      if (!this.#database.dialect.isUniqueViolation(error)) throw error;
      // Another instance stored the same click, or the same new contact, at the same moment.
      return this.#create(connection, numbers, draft, principal);
    }
  }

  /**
   * A person sends a failed or unknown message again: the same message, another attempt. What is
   * `unknown` may have reached the customer, who may then get it twice; the person takes that risk.
   * Throws `not_found`, `not_configured`, `contact_blocked`, and `conflict` for a message in another
   * state.
   */
  async retry(messageId: string, nowMs = Date.now()): Promise<Message> {
    const { phone_number_id } = await this.#messages.getMessage(this.#database.read, messageId);
    await this.#connections.getConnected(phone_number_id);
    const message = await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const before = await this.#messages.getMessage(tx, messageId);
      const isOpen = before.status === 'failed' || before.status === 'unknown';
      if (before.direction !== 'outgoing' || !isOpen) {
        throw new AppError(
          'conflict',
          `Only failed and unknown messages can be sent again; this one is ${before.status}.`,
        );
      }
      const { contact_id } = before;
      const blocked = await this.#contacts.listBlocked(tx, [contact_id]);
      if (blocked.has(contact_id)) throw contactBlocked();
      if (!(await this.#outbox.requeue(tx, messageId, nowMs))) {
        throw new AppError('conflict', 'This message was not sent from here.');
      }
      await this.#copies.forget(tx, before.content);
      return this.#messages.recordHeldForRetry(tx, messageId);
    });
    this.#announce();
    return message;
  }

  /** By the number the request names; else by the one they were in touch with last. */
  async #chooseConnection(request: SendMessageRequest): Promise<Connection> {
    if (request.phone_number_id !== undefined) {
      return this.#connections.getConnected(request.phone_number_id);
    }
    const connected = await this.#connections.list();
    // With a single number there is nothing to choose.
    if (connected.length > 1) {
      const recipient = 'type' in request ? request.to : request.phone_number;
      const numbers = await this.#contacts.listNumbers(this.#database.read, recipient);
      for (const number of numbers) {
        const connection = connected.find(({ phoneNumberId }) => phoneNumberId === number);
        if (connection) return connection;
      }
    }
    return this.#connections.getConnected();
  }

  async #create(
    connection: Connection,
    numbers: readonly string[],
    draft: SendDraft,
    principal: Principal,
    nowMs = Date.now(),
  ): Promise<Message> {
    const { message, isNew } = await this.#database.transaction(async (tx) => {
      await this.#changeLog.reserve(tx, 0);
      const content = await this.#uploads.resolve(tx, draft.content);
      const existing = await this.#findExisting(tx, numbers, { ...draft, content });
      if (existing) return { message: existing, isNew: false };
      if (draft.refusal) throw draft.refusal;
      const contact = await this.#contacts.resolveRecipient(tx, draft.recipient, nowMs);
      if (contact.isBlocked) {
        throw contactBlocked();
      }
      const created = await this.#messages.createOutgoing(tx, {
        phoneNumberId: connection.phoneNumberId,
        contact,
        content,
        clientMessageId: draft.clientMessageId,
        replyToMessageId: draft.replyToMessageId,
        sentBy: { id: principal.id, name: principal.name },
        nowMs,
      });
      await this.#uploads.keep(tx, content, created.id);
      await this.#outbox.enqueue(tx, created, nowMs);
      reachTracePoint('send_before_commit');
      return { message: created, isNew: true };
    });
    reachTracePoint('send_after_commit');
    if (isNew) this.#announce();
    return message;
  }

  /** The message this click made before; throws `conflict` if its id names another message. */
  async #findExisting(
    tx: Transaction,
    numbers: readonly string[],
    draft: SendDraft,
  ): Promise<Message | undefined> {
    if (draft.clientMessageId === undefined) return undefined;
    // By whichever number: while the answer was on its way, they may have written to another one.
    const existing = await this.#messages.findByClientMessageId(tx, numbers, draft.clientMessageId);
    if (!existing) return undefined;
    const contact = await this.#contacts.findByReference(tx, draft.recipient);
    const isSame =
      contact?.id === existing.contact_id &&
      isDeepStrictEqual(toSaid(existing.content), toSaid(draft.content)) &&
      existing.reply_to_message_id === (draft.replyToMessageId ?? null);
    if (!isSame) {
      throw new AppError(
        'conflict',
        'This client_message_id was used for another message. Use a new one for each message.',
        { details: { message_id: existing.id } },
      );
    }
    return existing;
  }

  #announce(): void {
    this.#changeNotifier.wake();
    this.#outbox.wake();
  }
}

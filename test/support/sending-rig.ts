import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Database } from '../../backend/database/database.ts';
import { BroadcastService } from '../../backend/features/broadcasts/broadcast-service.ts';
import { BroadcastStore } from '../../backend/features/broadcasts/broadcast-store.ts';
import { BroadcastWorker } from '../../backend/features/broadcasts/broadcast-worker.ts';
import { ContactService } from '../../backend/features/contacts/contact-service.ts';
import { ContactIdentityStore } from '../../backend/features/contacts/contact-identity-store.ts';
import { ContactMergeStore } from '../../backend/features/contacts/contact-merge-store.ts';
import { ContactStore } from '../../backend/features/contacts/contact-store.ts';
import { ConversationService } from '../../backend/features/conversations/conversation-service.ts';
import { ConversationStore } from '../../backend/features/conversations/conversation-store.ts';
import { ChangeLog } from '../../backend/features/feed/change-log.ts';
import { MediaRegister } from '../../backend/features/media/media-register.ts';
import { FolderMediaStorage } from '../../backend/features/media/media-storage.ts';
import { MediaStore } from '../../backend/features/media/media-store.ts';
import { MetaCopyService } from '../../backend/features/media/meta-copy-service.ts';
import { ThumbnailMaker } from '../../backend/features/media/thumbnail-maker.ts';
import { UploadService } from '../../backend/features/media/upload-service.ts';
import { UploadStore } from '../../backend/features/media/upload-store.ts';
import { AmendmentStore } from '../../backend/features/messages/amendment-store.ts';
import { MessageService } from '../../backend/features/messages/message-service.ts';
import { MessageStore } from '../../backend/features/messages/message-store.ts';
import { ParkedStatusStore } from '../../backend/features/messages/parked-status-store.ts';
import { NumberPauses } from '../../backend/features/outbox/number-pauses.ts';
import { OutboxPauseStore } from '../../backend/features/outbox/outbox-pause-store.ts';
import { OutboxService } from '../../backend/features/outbox/outbox-service.ts';
import { OutboxStore } from '../../backend/features/outbox/outbox-store.ts';
import type { QueueRow } from '../../backend/features/outbox/outbox-store.ts';
import { OutboxWorker } from '../../backend/features/outbox/outbox-worker.ts';
import type { OutboxWorkerOptions } from '../../backend/features/outbox/outbox-worker.ts';
import { RecipientService } from '../../backend/features/outbox/recipient-service.ts';
import { RecipientStore } from '../../backend/features/outbox/recipient-store.ts';
import { SendPacing } from '../../backend/features/outbox/send-pacing.ts';
import type { SendPacingOptions } from '../../backend/features/outbox/send-pacing.ts';
import { SendService } from '../../backend/features/outbox/send-service.ts';
import { ReactionOrderStore } from '../../backend/features/reactions/reaction-order-store.ts';
import { ReactionService } from '../../backend/features/reactions/reaction-service.ts';
import { ReactionWorker } from '../../backend/features/reactions/reaction-worker.ts';
import { requireConnected } from '../../backend/features/settings/connection.ts';
import type { Connection } from '../../backend/features/settings/connection-service.ts';
import { DailyCountsStore } from '../../backend/features/stats/daily-counts-store.ts';
import { StatsService } from '../../backend/features/stats/stats-service.ts';
import type { TemplateService } from '../../backend/features/templates/template-service.ts';
import type { TemplateSync } from '../../backend/features/templates/template-sync.ts';
import type { TemplateWriter } from '../../backend/features/templates/template-writer.ts';
import type { Principal } from '../../backend/http/principal.ts';
import { HttpGraphClient } from '../../backend/whatsapp/graph-client.ts';
import { makeTemplates } from './template-parts.ts';

export const PHONE_NUMBER_ID = '700500300100200';
export const ADA: Principal = { kind: 'operator', id: 'op_ada', name: 'Ada', role: 'admin' };

/** Settings as the outbox sees them: credentials to change at will, and what it reported. */
export class TestConnections {
  troubles: { phoneNumberId: string; light: string; reason: string }[] = [];
  recoveries: string[] = [];
  connections: Connection[] = [
    {
      id: 'cf_1',
      phoneNumberId: PHONE_NUMBER_ID,
      businessAccountId: '900100200300400',
      accessToken: 'token-one',
      appSecret: 'secret-one',
      verifyToken: undefined,
      apiVersion: 'v26.0',
    },
  ];

  async getConnected(phoneNumberId?: string) {
    return requireConnected(this.connections, phoneNumberId);
  }
  async list() {
    return this.connections;
  }
  async findByPhoneNumberId(id: string) {
    return this.connections.find(({ phoneNumberId }) => phoneNumberId === id);
  }
  async recordTrouble(phoneNumberId: string, trouble: { light: string; reason: string }) {
    this.troubles.push({ phoneNumberId, ...trouble });
  }
  async recordRefusal(
    _tx: unknown,
    connection: Pick<Connection, 'phoneNumberId'> & Partial<Pick<Connection, 'accessToken'>>,
    trouble: { light: string; reason: string },
  ) {
    const current = await this.findByPhoneNumberId(connection.phoneNumberId);
    const { accessToken } = connection;
    if (!current || (accessToken ?? current.accessToken) !== current.accessToken) return false;
    await this.recordTrouble(connection.phoneNumberId, trouble);
    return true;
  }
  invalidate() {
    // Nothing is held in memory here.
  }
  async recordRecovery(phoneNumberId: string) {
    this.recoveries.push(phoneNumberId);
  }
}

export interface SendingRigOptions {
  worker?: OutboxWorkerOptions;
  pacing?: SendPacingOptions;
  graphTimeoutMs?: number;
  /** Another instance's folder of files, to share it. */
  folder?: string;
}

/** Everything between `send` and Meta, on a real database and over real HTTP. */
export class SendingRig {
  readonly database: Database;
  readonly connections = new TestConnections();
  readonly changeLog: ChangeLog;
  readonly contacts: ContactService;
  readonly messages: MessageService;
  readonly outbox: OutboxService;
  readonly sending: SendService;
  readonly templates: TemplateService;
  readonly templateWriter: TemplateWriter;
  readonly templateSync: TemplateSync;
  readonly folder: string;
  readonly storage: FolderMediaStorage;
  readonly uploads: UploadService;
  readonly worker: OutboxWorker;
  readonly reactions: ReactionService;
  readonly reactionWorker: ReactionWorker;
  readonly broadcasts: BroadcastService;
  readonly broadcastWorker: BroadcastWorker;

  constructor(database: Database, graphUrl: string, options: SendingRigOptions = {}) {
    this.database = database;
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'chasqui-sending-'));
    this.storage = new FolderMediaStorage(this.folder);
    const changeNotifier = { wake: () => undefined };
    const logger = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
    const changeLog = new ChangeLog(database);
    const conversations = new ConversationService({ store: new ConversationStore() });
    const contacts = new ContactService({
      database,
      store: new ContactStore(),
      identities: new ContactIdentityStore(),
      merges: new ContactMergeStore(),
      conversations,
      changeLog,
      changeNotifier: changeNotifier as never,
    });
    const media = new MediaRegister({ store: new MediaStore(database) });
    const messages = new MessageService({
      messages: new MessageStore({ media }),
      media,
      parked: new ParkedStatusStore(),
      amendments: new AmendmentStore(),
      contacts,
      conversations,
      stats: new StatsService({ database, store: new DailyCountsStore() }),
      changeLog,
    });
    const store = new OutboxStore(database);
    const pauses = new NumberPauses({
      store: new OutboxPauseStore(),
      connections: this.connections,
    });
    const outbox = new OutboxService({ database, store, pauses, messages });
    const ground = { database, connections: this.connections, contacts, messages, outbox };
    const feed = { changeLog, changeNotifier };
    const recipients = new RecipientService({ database, store: new RecipientStore(database) });
    const broadcastStore = new BroadcastStore();
    this.changeLog = changeLog;
    this.contacts = contacts;
    this.messages = messages;
    this.outbox = outbox;
    const { templates, templateWriter, templateSync, composer } = makeTemplates({
      ...{ ...ground, changeLog, graphUrl },
    });
    this.templates = templates;
    this.templateWriter = templateWriter;
    this.templateSync = templateSync;
    const graph = new HttpGraphClient({
      baseUrl: graphUrl,
      ...(options.graphTimeoutMs === undefined ? {} : { timeoutMs: options.graphTimeoutMs }),
    });
    const files = { database, store: new UploadStore(), storage: this.storage };
    const copies = new MetaCopyService({ ...files, graph });
    const thumbnails = new ThumbnailMaker({ storage: this.storage, logger });
    this.uploads = new UploadService({ ...files, thumbnails });
    this.sending = new SendService({
      ...ground,
      ...feed,
      templates: composer,
      uploads: this.uploads,
      copies,
    });
    const pacing = new SendPacing(options.pacing);
    const reacting = {
      ...{ ...ground, ...feed, conversations, graph, logger, pacing },
      store: new ReactionOrderStore(),
    };
    this.reactions = new ReactionService(reacting);
    this.reactionWorker = new ReactionWorker({ ...reacting, reactions: this.reactions });
    this.worker = new OutboxWorker({
      ...ground,
      ...feed,
      store,
      pauses,
      graph,
      copies,
      logger,
      pacing,
      options: { pollIntervalMs: 100, ...options.worker },
    });
    this.broadcasts = new BroadcastService({
      ...ground,
      ...feed,
      templates: composer,
      store: broadcastStore,
      recipients,
    });
    contacts.addHolding(this.broadcasts);
    this.broadcastWorker = new BroadcastWorker({
      ...ground,
      ...feed,
      store: broadcastStore,
      recipients,
      broadcasts: this.broadcasts,
      logger,
      options: { tickMs: 50, publishIntervalMs: 50 },
    });
  }

  /** Sends a text in the short form and returns our message id. */
  async send(phone: string, text = 'Hello', clientMessageId?: string): Promise<string> {
    const message = await this.sending.send(
      {
        phone_number: phone,
        message_text: text,
        ...(clientMessageId === undefined ? {} : { client_message_id: clientMessageId }),
      },
      ADA,
    );
    return message.id;
  }

  getMessage(id: string) {
    return this.messages.getMessage(this.database.read, id);
  }

  /** The queue's row of a message, as committed. */
  async getRow(messageId: string): Promise<QueueRow> {
    return this.database.read('whatsapp_queue').where('message_id', Number(messageId)).first();
  }

  /** Waits until the message stands at `status`. */
  async untilStatus(id: string, status: string, timeoutMs = 8_000) {
    return until(async () => {
      const message = await this.getMessage(id);
      return message.status === status ? message : undefined;
    }, timeoutMs);
  }

  /** Meta's status webhook for a message, with our id echoed. */
  async report(
    id: string,
    status: 'sent' | 'delivered' | 'read' | 'failed',
    wamid: string,
    code = 131_026,
  ) {
    return this.database.transaction((tx) =>
      this.messages.recordStatus(
        tx,
        {
          phoneNumberId: PHONE_NUMBER_ID,
          messageId: wamid,
          status,
          reportedAtMs: Date.now(),
          recipient: {},
          callbackData: `msg:${id}`,
          error:
            status === 'failed'
              ? { code, title: 'cannot be reached', details: null, is_retryable: false }
              : undefined,
        },
        Date.now(),
      ),
    );
  }

  async stop(): Promise<void> {
    await this.broadcastWorker.stop();
    await this.worker.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Polls `probe` until it gives something; fails after `timeoutMs`. */
export async function until<Value>(
  probe: () => Promise<Value | undefined | false> | Value | undefined | false,
  timeoutMs = 8_000,
): Promise<Value> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > giveUpAt) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

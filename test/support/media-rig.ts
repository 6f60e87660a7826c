import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../backend/app.ts';
import type { Media } from '../../backend/contract/media.ts';
import type { Message } from '../../backend/contract/message.ts';
import type { Database } from '../../backend/database/database.ts';
import { MediaLinkSigner } from '../../backend/features/media/media-link-signer.ts';
import { registerMediaRoutes } from '../../backend/features/media/media-routes.ts';
import { MediaService } from '../../backend/features/media/media-service.ts';
import { FolderMediaStorage } from '../../backend/features/media/media-storage.ts';
import { MediaStore } from '../../backend/features/media/media-store.ts';
import { MediaWorker } from '../../backend/features/media/media-worker.ts';
import type { MediaWorkerOptions } from '../../backend/features/media/media-worker.ts';
import { ThumbnailMaker } from '../../backend/features/media/thumbnail-maker.ts';
import { Api } from '../../backend/http/api.ts';
import { createLogger } from '../../backend/logger.ts';
import { HttpGraphClient } from '../../backend/whatsapp/graph-client.ts';
import { MediaDownload } from '../../backend/whatsapp/media-download.ts';
import type { CustomerFile } from '../../demo/simulator/chats.ts';
import { startSimulator } from '../../demo/simulator/simulator.ts';
import type { Simulator } from '../../demo/simulator/simulator.ts';
import { IngestRig } from '../fixtures/webhooks/ingest-rig.ts';
import {
  APP_SECRET,
  BUSINESS_ACCOUNT_ID,
  PHONE_NUMBER_ID,
  VERIFY_TOKEN,
} from '../fixtures/webhooks/webhook-builder.ts';
import { until } from './sending-rig.ts';

/** A customer's file from their phone (the simulator) through the webhook to our folder. */
export class MediaRig {
  readonly database: Database;
  readonly intake: IngestRig;
  readonly simulator: Simulator;
  readonly folder = mkdtempSync(join(tmpdir(), 'chasqui-media-'));
  readonly storage = new FolderMediaStorage(this.folder);
  readonly thumbnails = new ThumbnailMaker({
    storage: this.storage,
    logger: createLogger(process.env.TEST_LOG_LEVEL ?? 'silent'),
  });
  readonly store: MediaStore;
  /** Those made here; they end with the rig. */
  readonly #workers: MediaWorker[] = [];
  #server: Server | undefined;

  private constructor(database: Database, intake: IngestRig, simulator: Simulator) {
    this.database = database;
    this.intake = intake;
    this.simulator = simulator;
    this.store = new MediaStore(database);
  }

  static async start(database: Database): Promise<MediaRig> {
    const intake = await new IngestRig(database).start();
    const simulator = await startSimulator({
      appSecret: APP_SECRET,
      accessToken: 'test-token',
      businessAccountId: BUSINESS_ACCOUNT_ID,
      phoneNumberId: PHONE_NUMBER_ID,
      verifyToken: VERIFY_TOKEN,
      webhookUrl: intake.url,
    });
    return new MediaRig(database, intake, simulator);
  }

  /** A worker that is not started; several stand for several instances. */
  createWorker(
    options: MediaWorkerOptions & { database?: Database; maxBytes?: number; stallMs?: number } = {},
  ): MediaWorker {
    const { maxBytes, stallMs, database = this.database, ...rest } = options;
    const worker = new MediaWorker({
      database,
      store: new MediaStore(database),
      storage: this.storage,
      thumbnails: this.thumbnails,
      messages: this.intake.messages,
      connections: {
        findByPhoneNumberId: async (id) =>
          this.intake.connections.find(({ phoneNumberId }) => phoneNumberId === id),
      },
      graph: new HttpGraphClient({ baseUrl: this.simulator.url }),
      download: new MediaDownload({
        graphApiUrl: this.simulator.url,
        ...(maxBytes === undefined ? {} : { maxBytes }),
        ...(stallMs === undefined ? {} : { stallMs }),
      }),
      changeLog: this.intake.changeLog,
      changeNotifier: { wake: () => undefined, onWake: () => () => undefined },
      logger: createLogger(process.env.TEST_LOG_LEVEL ?? 'silent'),
      options: { pollIntervalMs: 20, ...rest },
    });
    this.#workers.push(worker);
    return worker;
  }

  /** Nadia sends a file; its message once it is stored. */
  async receive(file: Partial<CustomerFile> & { bytes: Buffer }): Promise<Message> {
    const given: CustomerFile = { type: 'document', mimeType: 'application/pdf', ...file };
    const wamid = this.simulator.customerSends('nadia', given);
    return until(async () => {
      const messages = await this.intake.listMessages();
      return messages.find((message) => message.message_id === wamid);
    });
  }

  async getMedia(message: Message): Promise<Media> {
    const { content } = await this.intake.messages.getMessage(this.database.read, message.id);
    if (!('media' in content)) throw new Error('This message has no file.');
    return content.media;
  }

  async untilState(message: Message, state: Media['state']): Promise<Media> {
    return until(async () => {
      const media = await this.getMedia(message);
      return media.state === state ? media : undefined;
    });
  }

  /** The stored bytes; undefined if there are none. */
  async read(message: Message): Promise<Buffer | undefined> {
    const { id } = await this.getMedia(message);
    const file = await this.storage.open(id);
    if (!file) return undefined;
    const chunks: Buffer[] = [];
    for await (const chunk of file.chunks) chunks.push(Buffer.from(chunk));
    await file.close();
    return Buffer.concat(chunks);
  }

  /** The row as it stands, with what no API shows. */
  async getRow(message: Message): Promise<Record<string, unknown> & { attempts: number }> {
    return this.database
      .read('media')
      .where({ message_id: Number(message.id) })
      .first();
  }

  /** Changes the row behind everybody's back, for example the clock's work. */
  async setRow(message: Message, values: Record<string, number | string>): Promise<void> {
    await this.database.transaction((tx) =>
      tx('media')
        .where({ message_id: Number(message.id) })
        .update(values),
    );
  }

  /** The media routes; every operator is a token of its own name. Returns the server's address. */
  async serve(): Promise<string> {
    const { changeLog, messages } = this.intake;
    const api = new Api({
      findPrincipal: async (token) => ({
        kind: 'operator',
        id: `op_${token}`,
        name: token,
        role: 'operator',
      }),
    });
    const media = new MediaService({
      database: this.database,
      store: this.store,
      messages,
      signer: new MediaLinkSigner(Buffer.alloc(32, 7)),
      changeLog,
      changeNotifier: { wake: () => undefined },
    });
    registerMediaRoutes(api, { media, storage: this.storage });
    const app = createApp({
      isOutage: () => false,
      config: { publicUrl: 'http://127.0.0.1', allowedOrigins: [], trustProxy: '' },
      logger: createLogger('silent'),
      api,
      widgetFolder: '/nonexistent',
      pages: undefined,
    });
    this.#server = createServer(app);
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    for (const worker of this.#workers) await worker.stop();
    await this.simulator.stop();
    await this.intake.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

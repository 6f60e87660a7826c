import { join } from 'node:path';
import type { Router } from 'express';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { openDatabase } from './database/database.ts';
import { registerBroadcastRoutes } from './features/broadcasts/broadcast-routes.ts';
import { BroadcastService } from './features/broadcasts/broadcast-service.ts';
import { BroadcastStore } from './features/broadcasts/broadcast-store.ts';
import { BroadcastWorker } from './features/broadcasts/broadcast-worker.ts';
import { ContactIdentityStore } from './features/contacts/contact-identity-store.ts';
import { ContactMergeStore } from './features/contacts/contact-merge-store.ts';
import { ContactReadModel } from './features/contacts/contact-read-model.ts';
import { registerContactRoutes } from './features/contacts/contact-routes.ts';
import { BlockWorker } from './features/contacts/block-worker.ts';
import { ContactService } from './features/contacts/contact-service.ts';
import { ContactStore } from './features/contacts/contact-store.ts';
import { registerAccountNoticeRoutes } from './features/account-notices/account-notice-routes.ts';
import { AccountNoticeService } from './features/account-notices/account-notice-service.ts';
import { AccountNoticeStore } from './features/account-notices/account-notice-store.ts';
import { registerConversationRoutes } from './features/conversations/conversation-routes.ts';
import { ConversationService } from './features/conversations/conversation-service.ts';
import { ConversationStore } from './features/conversations/conversation-store.ts';
import { ReadService } from './features/conversations/read-service.ts';
import { ChangeLog } from './features/feed/change-log.ts';
import { ChangeNotifier } from './features/feed/change-notifier.ts';
import { LiveFeed } from './features/feed/live-feed.ts';
import { registerHealthRoutes } from './features/health/health-routes.ts';
import type { ServerPhase } from './features/health/health-routes.ts';
import { HealthWatch } from './features/health/health-watch.ts';
import { Readiness } from './features/health/readiness.ts';
import { LackingThumbnailStore } from './features/media/lacking-thumbnail-store.ts';
import { MediaLinkSigner } from './features/media/media-link-signer.ts';
import { MediaRegister } from './features/media/media-register.ts';
import { registerMediaRoutes } from './features/media/media-routes.ts';
import { MediaService } from './features/media/media-service.ts';
import { FolderMediaStorage } from './features/media/media-storage.ts';
import { MediaStore } from './features/media/media-store.ts';
import { MediaWorker } from './features/media/media-worker.ts';
import { MetaCopyService } from './features/media/meta-copy-service.ts';
import { ThumbnailFiller } from './features/media/thumbnail-filler.ts';
import { ThumbnailMaker } from './features/media/thumbnail-maker.ts';
import { registerUploadRoutes, isUpload } from './features/media/upload-routes.ts';
import { UploadService } from './features/media/upload-service.ts';
import { UploadStore } from './features/media/upload-store.ts';
import { AmendmentStore } from './features/messages/amendment-store.ts';
import { MessageReadModel } from './features/messages/message-read-model.ts';
import { registerMessageRoutes } from './features/messages/message-routes.ts';
import { MessageService } from './features/messages/message-service.ts';
import { MessageStore } from './features/messages/message-store.ts';
import { ParkedStatusStore } from './features/messages/parked-status-store.ts';
import { AccessTokenResolver } from './features/operators/access-token-resolver.ts';
import { ApiKeyService } from './features/operators/api-key-service.ts';
import { ApiKeyStore } from './features/operators/api-key-store.ts';
import { AuditLog } from './features/operators/audit-log.ts';
import { registerAuthRoutes } from './features/operators/auth-routes.ts';
import { ExportAudit } from './features/operators/export-audit.ts';
import { registerOperatorRoutes } from './features/operators/operator-routes.ts';
import { OperatorService } from './features/operators/operator-service.ts';
import { OperatorStore } from './features/operators/operator-store.ts';
import { PasswordHasher } from './features/operators/password-hasher.ts';
import { SessionService } from './features/operators/session-service.ts';
import { SessionStore } from './features/operators/session-store.ts';
import { SetupService } from './features/operators/setup-service.ts';
import { SetupTokenStore } from './features/operators/setup-token-store.ts';
import { SignInLimiter } from './features/operators/sign-in-limiter.ts';
import { NumberPauses } from './features/outbox/number-pauses.ts';
import { OutboxPauseStore } from './features/outbox/outbox-pause-store.ts';
import { OutboxService } from './features/outbox/outbox-service.ts';
import { OutboxStore } from './features/outbox/outbox-store.ts';
import { OutboxWorker } from './features/outbox/outbox-worker.ts';
import { ReadReceiptSender } from './features/outbox/read-receipt-sender.ts';
import { RecipientService } from './features/outbox/recipient-service.ts';
import { RecipientStore } from './features/outbox/recipient-store.ts';
import { registerSendRoutes } from './features/outbox/send-routes.ts';
import { SendService } from './features/outbox/send-service.ts';
import { SendPacing } from './features/outbox/send-pacing.ts';
import { ReactionOrderStore } from './features/reactions/reaction-order-store.ts';
import { registerReactionRoutes } from './features/reactions/reaction-routes.ts';
import { ReactionService } from './features/reactions/reaction-service.ts';
import { ReactionWorker } from './features/reactions/reaction-worker.ts';
import { RetentionWorker } from './features/retention/retention-worker.ts';
import { AppSubscription } from './features/settings/app-subscription.ts';
import { ConnectionActivity } from './features/settings/connection-activity.ts';
import { ConnectionChanges } from './features/settings/connection-changes.ts';
import { ConnectionCheckService } from './features/settings/connection-check-service.ts';
import { ConnectionMonitor } from './features/settings/connection-monitor.ts';
import { ConnectionRecords } from './features/settings/connection-records.ts';
import { ConnectionService } from './features/settings/connection-service.ts';
import { ConnectionStore } from './features/settings/connection-store.ts';
import { webhookUrlOf } from './features/settings/credentials.ts';
import { ConnectionDoctor } from './features/settings/doctor/connection-doctor.ts';
import { NumberRegistrar } from './features/settings/embedded-signup/number-registrar.ts';
import { RegistrationStore } from './features/settings/embedded-signup/registration-store.ts';
import { registerSignupRoutes } from './features/settings/embedded-signup/signup-routes.ts';
import { SignupService } from './features/settings/embedded-signup/signup-service.ts';
import { SignupStore } from './features/settings/embedded-signup/signup-store.ts';
import { EnvironmentNumber } from './features/settings/environment-number.ts';
import { GraphConnectionChecker } from './features/settings/graph-connection-checker.ts';
import { NumberFactsService } from './features/settings/number-facts-service.ts';
import { NumberFactsStore } from './features/settings/number-facts-store.ts';
import { registerSettingsRoutes } from './features/settings/settings-routes.ts';
import { registerSetupGuideRoutes } from './features/settings/setup-guide/setup-guide-routes.ts';
import { SetupGuideService } from './features/settings/setup-guide/setup-guide-service.ts';
import { SetupStepStore } from './features/settings/setup-guide/setup-step-store.ts';
import { registerWebhookSetupRoutes } from './features/settings/webhook-setup/webhook-setup-routes.ts';
import { WebhookSetupService } from './features/settings/webhook-setup/webhook-setup-service.ts';
import { SettingsService } from './features/settings/settings-service.ts';
import { TokenExtender } from './features/settings/token-extender.ts';
import { DailyCountsStore } from './features/stats/daily-counts-store.ts';
import { registerStatsRoutes } from './features/stats/stats-routes.ts';
import { StatsService } from './features/stats/stats-service.ts';
import { SampleService } from './features/templates/sample-service.ts';
import { TemplateComposer } from './features/templates/template-composer.ts';
import { registerTemplateRoutes } from './features/templates/template-routes.ts';
import { TemplateService } from './features/templates/template-service.ts';
import { TemplateStore } from './features/templates/template-store.ts';
import { TemplateWriter } from './features/templates/template-writer.ts';
import { TemplateSyncStore } from './features/templates/template-sync-store.ts';
import { TemplateSync } from './features/templates/template-sync.ts';
import { WebhookBacklog } from './features/webhooks/webhook-backlog.ts';
import { createWebhookHandler } from './features/webhooks/webhook-handler.ts';
import { WebhookItemStore } from './features/webhooks/webhook-item-store.ts';
import { WebhookJournalService } from './features/webhooks/webhook-journal-service.ts';
import { WebhookJournal } from './features/webhooks/webhook-journal.ts';
import { WebhookReadModel } from './features/webhooks/webhook-read-model.ts';
import { WebhookRecorder } from './features/webhooks/webhook-recorder.ts';
import { WebhookRetention } from './features/webhooks/webhook-retention.ts';
import { registerWebhookRoutes } from './features/webhooks/webhook-routes.ts';
import { WebhookSearch } from './features/webhooks/webhook-search.ts';
import { WebhookStore } from './features/webhooks/webhook-store.ts';
import { WebhookWorker } from './features/webhooks/webhook-worker.ts';
import { Api } from './http/api.ts';
import { clientAddressOf } from './http/client-address.ts';
import { WebServer } from './http/web-server.ts';
import { createLogger } from './logger.ts';
import { findPackageRoot } from './package-root.ts';
import { openSecretBox } from './secrets/open-secret-box.ts';
import { GraphApp } from './whatsapp/graph-app.ts';
import { HttpGraphClient } from './whatsapp/graph-client.ts';
import { GraphInspector } from './whatsapp/graph-inspector.ts';
import { GraphOnboarding } from './whatsapp/graph-onboarding.ts';
import { GraphBlocks } from './whatsapp/graph-blocks.ts';
import { GraphTemplates } from './whatsapp/graph-templates.ts';
import { GraphUploads } from './whatsapp/graph-uploads.ts';
import { GraphWebhookSetup } from './whatsapp/graph-webhook-setup.ts';
import { MediaDownload } from './whatsapp/media-download.ts';

export interface BackendOverrides {
  /** Pages served beside the API, for example the demo's dashboard. */
  pages?: Router;
}

export interface Backend {
  /** Migrates, recovers what a crash left, listens. `setupToken` claims the first admin, if there is none. */
  start(): Promise<{ url: string; setupToken?: string | undefined }>;
  /** Stops taking work, finishes what is under way, closes everything. Safe to call once. */
  stop(): Promise<void>;
}

/** A person waits for the answer. */
const INSPECTION_TIMEOUT_MS = 8_000;

/**
 * The composition root: the only place that constructs services, stores and workers. Reading it from
 * top to bottom shows what depends on what.
 */
export async function createBackend(
  config: Config,
  overrides: BackendOverrides = {},
): Promise<Backend> {
  const logger = createLogger(config.logLevel);
  const database = openDatabase(config.databaseUrl);
  await database.migrateToLatest();
  const secretBox = await openSecretBox(config, database);
  const graph = new HttpGraphClient({ baseUrl: config.graphApiUrl });
  const inspector = new GraphInspector({
    baseUrl: config.graphApiUrl,
    timeoutMs: INSPECTION_TIMEOUT_MS,
  });

  // The feed: everything screens show.
  const changeLog = new ChangeLog(database);
  const changeNotifier = new ChangeNotifier(database);
  const ground = { database, changeLog, changeNotifier, logger };

  // Who may come in.
  const auditLog = new AuditLog();
  const operatorStore = new OperatorStore();
  const sessionStore = new SessionStore();
  const apiKeyStore = new ApiKeyStore();
  const hasher = new PasswordHasher();
  const limiter = new SignInLimiter();
  const tokens = new AccessTokenResolver({
    ...ground,
    sessions: sessionStore,
    apiKeys: apiKeyStore,
  });
  const access = { database, operators: operatorStore, hasher, limiter, auditLog };
  const sessions = new SessionService({ ...access, sessions: sessionStore });
  const setup = new SetupService({
    ...access,
    sessions,
    setupTokens: new SetupTokenStore(),
    configuredToken: config.setupToken,
  });
  const operators = new OperatorService({ ...access, sessions, sessionStore });
  const apiKeys = new ApiKeyService({ database, auditLog, sessions, apiKeys: apiKeyStore });

  // The connected number.
  const environment = config.whatsapp;
  const connectionStore = new ConnectionStore(secretBox);
  const connectionRecords = new ConnectionRecords({
    database,
    store: connectionStore,
    environment,
  });
  const connectionChanges = new ConnectionChanges({ ...ground, records: connectionRecords });
  const connectionParts = {
    ...ground,
    store: connectionStore,
    records: connectionRecords,
    changes: connectionChanges,
  };
  const environmentNumber = new EnvironmentNumber({ ...connectionParts, environment });
  const connections = new ConnectionService(connectionParts);
  const connectionActivity = new ConnectionActivity(connectionParts);
  const numberFacts = new NumberFactsService({
    database,
    store: new NumberFactsStore(),
    connections,
    changes: connectionChanges,
    inspector,
    secretBox,
  });
  const graphApp = new GraphApp({ baseUrl: config.graphApiUrl });
  const webhookGraph = new GraphWebhookSetup({ baseUrl: config.graphApiUrl });
  const checker = new GraphConnectionChecker(inspector);
  const connectionChecks = new ConnectionCheckService({
    ...connectionParts,
    connections,
    checker,
    facts: numberFacts,
    environment,
  });
  const settings = new SettingsService({
    subscription: new AppSubscription({ inspector, graph: webhookGraph }),
    facts: numberFacts,
    connections,
    changes: connectionChanges,
    store: connectionStore,
    checker,
    secretBox,
    auditLog,
    environment,
    publicUrl: config.publicUrl,
  });
  const tokenExtender = new TokenExtender({ connections, settings, inspector, app: graphApp });
  const doctor = new ConnectionDoctor({
    connections,
    inspector,
    webhookUrl: webhookUrlOf(environment, config.publicUrl),
  });
  const onboarding = new GraphOnboarding({ baseUrl: config.graphApiUrl });
  const signups = new SignupService({
    config: config.signup,
    database,
    store: new SignupStore(secretBox),
    registrar: new NumberRegistrar({
      database,
      registrations: new RegistrationStore(secretBox),
      inspector,
      onboarding,
    }),
    inspector,
    onboarding,
    settings,
    connections,
    auditLog,
    environment,
  });
  const webhookSetup = new WebhookSetupService({
    database,
    connections,
    inspector,
    graph: webhookGraph,
    auditLog,
    webhookUrl: webhookUrlOf(environment, config.publicUrl),
    graphApiUrl: config.graphApiUrl,
  });
  const connectionMonitor = new ConnectionMonitor({
    checks: connectionChecks,
    facts: numberFacts,
    connections,
    logger,
  });

  // People, conversations, messages.
  const conversations = new ConversationService({ store: new ConversationStore() });
  const accountNotices = new AccountNoticeService({ database, store: new AccountNoticeStore() });
  const contactStore = new ContactStore();
  const contacts = new ContactService({
    ...ground,
    conversations,
    store: contactStore,
    identities: new ContactIdentityStore(),
    merges: new ContactMergeStore(),
  });
  const stats = new StatsService({ database, store: new DailyCountsStore() });
  const mediaStore = new MediaStore(database);
  const mediaRegister = new MediaRegister({ store: mediaStore });
  const messageStore = new MessageStore({ media: mediaRegister });
  const messages = new MessageService({
    messages: messageStore,
    parked: new ParkedStatusStore(),
    amendments: new AmendmentStore(),
    contacts,
    conversations,
    stats,
    media: mediaRegister,
    changeLog,
  });
  const contactReadModel = new ContactReadModel({ ...ground, contacts, conversations });
  const messageReadModel = new MessageReadModel({
    database,
    contacts,
    conversations,
    messages: messageStore,
  });
  const setupGuide = new SetupGuideService({
    database,
    store: new SetupStepStore(),
    connections,
    changes: connectionChanges,
    firstMessages: messageReadModel,
  });

  // Their files.
  const mediaStorage = new FolderMediaStorage(join(config.dataDir, 'media'));
  const media = new MediaService({
    ...ground,
    store: mediaStore,
    messages,
    signer: new MediaLinkSigner(secretBox.deriveKey('media links')),
  });
  const uploadStore = new UploadStore();
  const thumbnails = new ThumbnailMaker({ storage: mediaStorage, logger });
  const uploads = new UploadService({
    database,
    store: uploadStore,
    storage: mediaStorage,
    thumbnails,
  });
  const copies = new MetaCopyService({
    database,
    store: uploadStore,
    storage: mediaStorage,
    graph,
  });
  const mediaWorker = new MediaWorker({
    ...ground,
    store: mediaStore,
    storage: mediaStorage,
    thumbnails,
    messages,
    connections,
    graph,
    download: new MediaDownload({ graphApiUrl: config.graphApiUrl }),
  });
  const thumbnailFiller = new ThumbnailFiller({
    ...ground,
    store: new LackingThumbnailStore(),
    thumbnails,
    messages,
  });

  // The account's templates.
  const templateParts = {
    ...ground,
    store: new TemplateStore(database),
    syncs: new TemplateSyncStore(),
    connections,
    graph: new GraphTemplates({ baseUrl: config.graphApiUrl }),
  };
  const templateSync = new TemplateSync(templateParts);
  const blockWorker = new BlockWorker({
    ...ground,
    store: contactStore,
    contacts,
    connections,
    graph: new GraphBlocks({ baseUrl: config.graphApiUrl }),
    logger,
  });
  const templates = new TemplateService({ ...templateParts, sync: templateSync });
  const writing = { ...templateParts, templates, sync: templateSync, auditLog };
  const templateWriter = new TemplateWriter(writing);
  const samples = new SampleService({
    ...{ uploads, templates, inspector },
    graph: new GraphUploads({ baseUrl: config.graphApiUrl }),
  });
  const composer = new TemplateComposer(templateParts);

  // Out.
  const outboxStore = new OutboxStore(database);
  const pauses = new NumberPauses({ store: new OutboxPauseStore(), connections });
  const outbox = new OutboxService({ database, store: outboxStore, pauses, messages });
  const sending = new SendService({
    ...ground,
    connections,
    contacts,
    messages,
    outbox,
    templates: composer,
    uploads,
    copies,
  });
  const readReceipts = new ReadReceiptSender({ connections, graph, logger });
  const pacing = new SendPacing();
  const outboxWorker = new OutboxWorker({
    ...ground,
    store: outboxStore,
    pauses,
    outbox,
    messages,
    contacts,
    connections,
    graph,
    copies,
    pacing,
  });
  const reactionParts = {
    ...{ ...ground, messages, contacts, conversations, connections, outbox, graph, pacing },
    store: new ReactionOrderStore(),
  };
  const reactions = new ReactionService(reactionParts);
  const reactionWorker = new ReactionWorker({ ...reactionParts, reactions });
  const broadcastStore = new BroadcastStore();
  const recipients = new RecipientService({ database, store: new RecipientStore(database) });
  const bulk = { ...ground, store: broadcastStore, recipients, messages, outbox };
  const broadcasts = new BroadcastService({ ...bulk, connections, templates: composer });
  contacts.addHolding(broadcasts);
  const broadcastWorker = new BroadcastWorker({ ...bulk, broadcasts, contacts });
  const readService = new ReadService({
    ...ground,
    contacts,
    conversations,
    messages,
    readReceipts,
  });

  // In.
  const webhookStore = new WebhookStore(database);
  const webhookItems = new WebhookItemStore();
  const journal: WebhookJournal = new WebhookJournal({
    database,
    logger,
    onStored: () => webhookWorker.wake(),
  });
  const webhookWorker: WebhookWorker = new WebhookWorker({
    ...ground,
    store: webhookStore,
    items: webhookItems,
    recorder: new WebhookRecorder({
      ...{ database, messages, reactions, contacts, templates, accountNotices },
    }),
    connections,
    isIntakeBusy: () => journal.isBusy,
  });
  messages.onStatusesReceived((ids) => connectionActivity.recordStatusesReceived(ids, Date.now()));
  const webhookSearch = new WebhookSearch({ database });
  const journalService = new WebhookJournalService({
    database,
    store: webhookStore,
    readModel: new WebhookReadModel({ database, search: webhookSearch }),
    onReplayed: () => webhookWorker.wake(),
  });

  // How well all this goes.
  const backlog = new WebhookBacklog({ store: webhookStore });
  const watched = { ...ground, connections, messages, backlog, journal };
  const readiness = new Readiness(watched);
  const healthWatch = new HealthWatch(watched);

  // What is kept for a time only.
  const webhookRetention = new WebhookRetention({
    database,
    store: webhookStore,
    items: webhookItems,
    keptDays: config.webhookRetentionDays,
  });
  const retentionWorker = new RetentionWorker({
    rules: [
      { what: 'webhooks', deleteOld: (...args) => webhookRetention.deleteOld(...args) },
      { what: 'changes', deleteOld: (...args) => changeLog.deleteOld(...args) },
      {
        what: 'parked statuses',
        deleteOld: (nowMs) => database.transaction((tx) => messages.deleteOldParked(tx, nowMs)),
      },
      { what: 'unsent uploads', deleteOld: (...args) => uploads.deleteOld(...args) },
      { what: 'orders of reactions', deleteOld: (nowMs) => reactions.deleteOld(nowMs) },
      { what: 'sign-ups', deleteOld: (nowMs) => signups.deleteOld(nowMs) },
    ],
    logger,
  });

  // HTTP.
  let phase: ServerPhase = 'starting';
  const api = new Api(tokens);
  const exportAudit = new ExportAudit({ database, auditLog });
  registerHealthRoutes(api, { readiness, connections, phase: () => phase });
  registerAuthRoutes(api, { setup, sessions, operators });
  registerOperatorRoutes(api, { operators, apiKeys });
  registerSettingsRoutes(api, settings, connectionChecks, connections, doctor, tokenExtender);
  registerSignupRoutes(api, signups);
  registerSetupGuideRoutes(api, setupGuide);
  registerWebhookSetupRoutes(api, webhookSetup);
  registerContactRoutes(api, { database, contactService: contacts, contactReadModel, exportAudit });
  registerAccountNoticeRoutes(api, { accountNotices });
  registerConversationRoutes(api, { readService });
  registerMessageRoutes(api, { messageReadModel, exportAudit });
  registerMediaRoutes(api, { media, storage: mediaStorage });
  registerTemplateRoutes(api, { templates, writer: templateWriter, samples });
  registerUploadRoutes(api, uploads);
  registerSendRoutes(api, sending);
  registerReactionRoutes(api, reactions);
  registerBroadcastRoutes(api, broadcasts);
  registerStatsRoutes(api, { statsService: stats, contacts });
  registerWebhookRoutes(api, journalService);
  const app = createApp({
    config,
    logger,
    api,
    widgetFolder: join(findPackageRoot(), 'dist/widget'),
    isOutage: (error) => database.dialect.isOutage(error),
    pages: overrides.pages,
  });
  const handleWebhook = createWebhookHandler({
    connections,
    activity: connectionActivity,
    journal,
    logger,
    clientAddress: clientAddressOf(app),
  });
  const liveFeed = new LiveFeed({
    ...ground,
    tokens,
    allowedOrigins: config.allowedOrigins,
  });
  sessions.onRevoked(() => void liveFeed.recheckTokens());
  connectionChanges.onRenewed((tx, phoneNumberId) => outbox.liftPause(tx, phoneNumberId));
  accountNotices.onTold(async (tx) => {
    await numberFacts.markDue(tx);
    connectionMonitor.wake();
  });
  connectionChanges.onRenewed((tx) => templateSync.schedule(tx, 0));
  settings.countQueuedBy((id) => outbox.countQueued(id));
  connectionChecks.keepTroubleWhile(async (id) => (await outbox.findPause(id)) !== undefined);

  const web = new WebServer((request, response) => {
    if (!handleWebhook(request, response)) app(request, response);
  }, isUpload);

  return {
    start: async () => {
      await environmentNumber.prepare();
      await changeNotifier.start();
      await liveFeed.start(web.server);
      const { token } = await setup.prepare();
      webhookWorker.start();
      outboxWorker.start();
      reactionWorker.start();
      broadcastWorker.start();
      await mediaWorker.start();
      const port = await web.listen(config);
      connectionMonitor.start();
      templateSync.start();
      blockWorker.start();
      healthWatch.start();
      retentionWorker.start();
      thumbnailFiller.start();
      phase = 'running';
      const url = config.port === 0 ? `http://${config.host}:${port}` : config.publicUrl;
      logger.info({ url }, 'listening');
      return { url, setupToken: token };
    },
    stop: async () => {
      phase = 'stopping';
      liveFeed.stop();
      await Promise.all([
        web.stop(),
        connectionMonitor.stop(),
        templateSync.stop(),
        blockWorker.stop(),
        healthWatch.stop(),
        broadcastWorker.stop(),
        outboxWorker.stop(),
        reactionWorker.stop(),
        mediaWorker.stop(),
        retentionWorker.stop(),
        thumbnailFiller.stop(),
      ]);
      await readReceipts.stop();
      await journal.stop();
      await webhookWorker.stop();
      await connectionActivity.stop();
      await changeNotifier.stop();
      await database.close();
      logger.info('stopped');
    },
  };
}

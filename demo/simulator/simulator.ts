import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import express from 'express';
import { Amendments } from './amendments.ts';
import { BusinessProfile, describeBusinessChange, startToken } from './business-profile.ts';
import type { BusinessChange } from './business-profile.ts';
import { BusinessFiles } from './business-files.ts';
import { BusinessMessages } from './business-messages.ts';
import { Chats } from './chats.ts';
import { CustomerChoices } from './customer-choices.ts';
import type { CustomerFile } from './chats.ts';
import { controlRoutes } from './control-routes.ts';
import { dialogRoutes } from './embedded-signup/dialog-routes.ts';
import type { Customer } from './customers.ts';
import { Faults } from './faults.ts';
import { IdentityChanges } from './identity-changes.ts';
import { graphRoutes } from './graph-routes.ts';
import type { Ledger } from './ledger.ts';
import { mediaFiles } from './media-files.ts';
import { MediaObjects } from './media-objects.ts';
import { MessageTemplates } from './message-templates.ts';
import { OpenApiCheck } from './openapi-check.ts';
import type { OpenApiViolation } from './openapi-check.ts';
import { resolveOptions } from './options.ts';
import type { SimulatorOptions } from './options.ts';
import { phonePages } from './phone-pages.ts';
import { SetupFaults } from './setup-faults.ts';
import type { SetupFault } from './setup-fault-names.ts';
import { SimulatorState } from './simulator-state.ts';
import { StatusOutbox } from './status-outbox.ts';
import { DASHBOARD_FIELDS, WebhookCallbacks } from './webhook-callbacks.ts';
import { WebhookSender } from './webhook-sender.ts';
import type { WebhookTarget } from './stored-objects.ts';

const IDLE_CHECK_MS = 10;
const IDLE_TIMEOUT_MS = 15_000;

export interface Simulator {
  /** The Graph API's address, for GRAPH_API_URL. */
  url: string;
  /** The page with the customers' phones. */
  phoneUrl: string;
  options: Required<SimulatorOptions>;
  customers: readonly Customer[];
  ledger: Ledger;
  /** Requests to send a message that carried a good token, accepted or not. */
  readonly sendRequestCount: number;
  faults: Faults;
  /** The account's message templates, and Meta's decisions about them. */
  templates: Pick<MessageTemplates, 'list' | 'decide'>;
  /** What the business sent that Meta's own description forbids. */
  openApiViolations: readonly OpenApiViolation[];
  /** Verifies the address as Meta does, then delivers there. Throws when the server refuses. */
  setWebhook(target: WebhookTarget): Promise<void>;
  /** A customer writes a text; resolves to its wamid. */
  customerWrites(customerId: string, text: string, contextMessageId?: string): string;
  /** A customer reacts to a message of the business; without an emoji the reaction is taken back. */
  customerReacts(customerId: string, messageId: string, emoji?: string): string;
  /** A customer edits a message of their own; the answer is the event's wamid, as for all of these. */
  customerEdits(customerId: string, messageId: string, text: string): string;
  customerDeletes(customerId: string, messageId: string): string;
  /** A customer sends a file; resolves to its wamid. */
  customerSends(customerId: string, file: CustomerFile, contextMessageId?: string): string;
  /** A customer opens the chat and reads all that arrived; returns how many messages. */
  customerReads(customerId: string): number;
  /** From now on exactly this is wrong with the business's set-up; nothing by `[]`. */
  breakSetup(faults: readonly SetupFault[]): void;
  /** What Meta says of the number, the account and the access token from now on. */
  changeBusiness(change: BusinessChange): void;
  /** Posts these bytes to the webhook once, signed unless told how; resolves to the HTTP status. */
  deliverRaw(body: string, signature?: string): Promise<number>;
  /** Resolves when every status is on its way and every webhook was answered 200. */
  whenIdle(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A WhatsApp of one's own: Meta's Graph API for one business number, its customers with phones, and
 * the webhooks between them, as an HTTP server that knows nothing of who uses it.
 *
 *  - In: `/vNN.N/…` is the Graph API, checked as strictly as Meta checks and refused in Meta's words
 *    (graph-routes, send-validation, rate-limits, openapi-check).
 *  - Out: what customers write and what becomes of the business's messages goes to the webhook, signed,
 *    escaped, batched, and again and again until it is answered 200 (webhook-sender).
 *  - The ledger says what each phone really got, independent of any webhook.
 *  - `/simulator/…` is the remote control (customers' hands, faults, ledger), `/phone` a page for people.
 *
 * Everything that happens is an event in one journal (simulator-state), so that a kill -9 loses
 * nothing that somebody has seen.
 */
export async function startSimulator(given: SimulatorOptions = {}): Promise<Simulator> {
  const options = resolveOptions(given);
  const profile = new BusinessProfile();
  const setup = new SetupFaults(options, profile);
  const state: SimulatorState = new SimulatorState(
    options.customers,
    options.stateFile,
    (): boolean => setup.hasWebhooks && callbacks.hasMessages,
    !options.isAppNew,
    profile,
  );
  const faults = new Faults(options.random);
  const openApi = options.openApiFile ? await OpenApiCheck.load(options.openApiFile) : undefined;
  const outbox = new StatusOutbox(options, state);
  const media = new MediaObjects(options, state, faults);
  const files = new BusinessFiles(options, state);
  const chats = new Chats({ options, state, outbox, media });
  const amendments = new Amendments(options, state);
  const choices = new CustomerChoices(state, chats);
  const identities = new IdentityChanges(state, chats);
  const templates = new MessageTemplates(options, state);
  const sender = new WebhookSender({ options, state, faults, setup });
  const messages = new BusinessMessages({
    options,
    templates,
    state,
    outbox,
    faults,
    setup,
    openApi,
    onTyping: (customerId) => chats.showTyping(customerId),
    files,
  });
  const callbacks: WebhookCallbacks = new WebhookCallbacks(state, (target) =>
    sender.setTarget(target),
  );
  const setWebhook = (target: WebhookTarget) => callbacks.enterApp(target, DASHBOARD_FIELDS);
  const breakSetup = (given: readonly SetupFault[]) => {
    setup.set(given);
    const isSubscribed = !setup.has('app_not_subscribed');
    if (isSubscribed !== state.isSubscribed) {
      state.record({ type: 'subscription_changed', isSubscribed });
    }
  };
  const changeBusiness = (change: BusinessChange) => {
    const { token, ...rest } = change;
    state.record({
      type: 'business_changed',
      ...rest,
      ...(token ? { token: startToken(token) } : {}),
      updates: describeBusinessChange(change, options.displayPhoneNumber),
    });
  };
  if (options.setupFaults.length > 0) breakSetup(options.setupFaults);
  const deliverRaw = (body: string, signature?: string) => sender.deliverRaw(body, signature);
  state.onEvent((event) => {
    if (event.type === 'status_reached' && event.status === 'delivered') {
      const customerId = state.ledger.find(event.wamid)?.customerId;
      if (customerId) chats.hideTyping(customerId);
    }
    if (event.updates && event.updates.length > 0) sender.wake();
  });

  const app = express();
  app.disable('x-powered-by');
  app.use(phonePages(options));
  app.use(dialogRoutes({ options, state }));
  app.use(
    '/simulator',
    controlRoutes({
      state,
      chats,
      amendments,
      choices,
      identities,
      templates,
      files,
      faults,
      openApi,
      setup,
      breakSetup,
      changeBusiness,
      setWebhook,
      deliverRaw,
    }),
  );
  app.use(mediaFiles({ options, media, faults, setup }));
  app.use(
    graphRoutes({
      options,
      state,
      setup,
      messages,
      media,
      templates,
      files,
      callbacks,
    }),
  );
  const server = createServer(app);
  const stop = async () => {
    sender.stop();
    outbox.stop();
    templates.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    state.close();
    await files.close();
  };
  try {
    await listen(server, options);
    callbacks.resume();
    outbox.resume();
    templates.resume();
    if (options.webhookUrl) {
      await setWebhook({ url: options.webhookUrl, verifyToken: options.verifyToken });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${options.host}:${port}`;

  return {
    url,
    phoneUrl: `${url}/phone`,
    options,
    get customers() {
      return state.customers;
    },
    ledger: state.ledger,
    get sendRequestCount() {
      return messages.sendRequestCount;
    },
    faults,
    templates,
    openApiViolations: openApi?.violations ?? [],
    setWebhook,
    customerWrites: (customerId, text, contextMessageId) =>
      chats.write(customerId, text, contextMessageId),
    customerReacts: (...given) => amendments.react(...given),
    customerEdits: (...given) => amendments.edit(...given),
    customerDeletes: (...given) => amendments.delete(...given),
    customerSends: (customerId, file, contextMessageId) =>
      chats.sendFile(customerId, file, contextMessageId),
    customerReads: (customerId) => chats.read(customerId),
    breakSetup,
    changeBusiness,
    deliverRaw,
    whenIdle: async () => {
      const giveUpAt = performance.now() + IDLE_TIMEOUT_MS;
      while (!outbox.isIdle || !sender.isIdle) {
        if (performance.now() > giveUpAt) throw new Error('The simulator did not come to rest.');
        await pause(IDLE_CHECK_MS);
      }
    },
    stop,
  };
}

function listen(server: Server, { host, port }: Required<SimulatorOptions>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

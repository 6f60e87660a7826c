import { CUSTOMERS, GROUPS } from './customers.ts';
import type { Customer, Group } from './customers.ts';
import type { SetupFault } from './setup-fault-names.ts';

export interface SimulatorOptions {
  /** Address to listen on. */
  host?: string;
  /** Port to listen on; 0 takes any free one. */
  port?: number;
  appId?: string;
  /** Signs webhooks and verifies `appsecret_proof`. */
  appSecret?: string;
  /** The permanent token of a system user. */
  accessToken?: string;
  /** A user's token from the App Dashboard: works today, runs out tomorrow. */
  temporaryAccessToken?: string;
  /** A user's token that has run out: code 190, subcode 463. */
  expiredAccessToken?: string;
  /** The app setting «Require App Secret»: every call must carry `appsecret_proof`. */
  requireAppSecretProof?: boolean;
  businessAccountId?: string;
  phoneNumberId?: string;
  /** As the Graph API prints it; webhooks carry its digits only. */
  displayPhoneNumber?: string;
  verifiedName?: string;
  /** What Meta puts before a recipient's number that comes without its `+`. */
  businessCountryCode?: string;
  /** Who has a phone. */
  customers?: readonly Customer[];
  /** The groups that the business has made. */
  groups?: readonly Group[];
  /** Where webhooks go; none are sent, but all are kept, while this is empty. */
  webhookUrl?: string;
  verifyToken?: string;
  /** The journal of everything that must survive a kill; empty keeps all in memory. */
  stateFile?: string;
  /** Meta's OpenAPI description (YAML), to check every request to `/messages` against. */
  openApiFile?: string;
  /** Where the phone page's link to the business's dashboard leads; empty shows none. */
  dashboardUrl?: string;
  /** From the accepted request to `sent`, and from `sent` to `delivered`. */
  statusDelayMs?: number;
  /** The first retry of a webhook comes at once; the pause before the second, then doubled. */
  retryDelayMs?: number;
  /** The longest pause between two attempts of a webhook. */
  maxRetryDelayMs?: number;
  /** A webhook that isn't answered in this time counts as failed. */
  webhookTimeoutMs?: number;
  /** Most messages and statuses in one webhook's body. Meta batches up to 1,000. */
  webhookBatchSize?: number;
  /** How long a phone's typing indicator shows. */
  typingMs?: number;
  /** Until Meta approves a new or edited template. */
  templateReviewMs?: number;
  /** Since a customer's last message, how long free-form messages may go to them. */
  serviceWindowMs?: number;
  /** Pair rate: one message to the same customer in this time, after a burst. */
  pairIntervalMs?: number;
  pairBurst?: number;
  /** Messages a second that the number may send. */
  throughputPerSecond?: number;
  /** How long the id of a customer's file, and the address that it answers with, are good. */
  mediaIdLifeMs?: number;
  mediaUrlLifeMs?: number;
  /** Delivered service messages that are free each month; webhooks' `pricing` tells. */
  freeServiceMessages?: number;
  /** The app's Login for Business configuration for Embedded Signup. */
  signupConfigId?: string;
  /** How long a code of Embedded Signup may be exchanged. */
  signupCodeLifeMs?: number;
  /** Nothing is set up yet: the app has no webhook, and the account sends it none. */
  isAppNew?: boolean;
  /** What is wrong with the business's set-up from the start. */
  setupFaults?: readonly SetupFault[];
  /** Decides whom faults of a `share` strike: from 0 to below 1. */
  random?: () => number;
}

const HOUR_MS = 3_600_000;

/** Everything here is fictional: numbers of +1 555 01xx, and secrets that open nothing. */
export const DEFAULT_SIMULATOR_OPTIONS: Required<SimulatorOptions> = {
  host: '127.0.0.1',
  port: 0,
  appId: '310000000000001',
  appSecret: 'simulated-app-secret',
  accessToken: 'EAASimulatedSystemUserToken',
  temporaryAccessToken: 'EAASimulatedTemporaryUserToken',
  expiredAccessToken: 'EAASimulatedExpiredUserToken',
  requireAppSecretProof: false,
  businessAccountId: '900100200300400',
  phoneNumberId: '700500300100200',
  displayPhoneNumber: '+1 555-010-0200',
  verifiedName: 'Storeboard',
  businessCountryCode: '1',
  customers: CUSTOMERS,
  groups: GROUPS,
  webhookUrl: '',
  verifyToken: 'simulated-verify-token',
  stateFile: '',
  openApiFile: '',
  dashboardUrl: '',
  statusDelayMs: 250,
  retryDelayMs: 500,
  maxRetryDelayMs: 30_000,
  webhookTimeoutMs: 10_000,
  webhookBatchSize: 1_000,
  typingMs: 25_000,
  templateReviewMs: 4_000,
  serviceWindowMs: 24 * HOUR_MS,
  pairIntervalMs: 6_000,
  pairBurst: 45,
  throughputPerSecond: 80,
  mediaIdLifeMs: 7 * 24 * HOUR_MS,
  mediaUrlLifeMs: 5 * 60_000,
  freeServiceMessages: 1_000,
  signupConfigId: '520000000000001',
  signupCodeLifeMs: 30_000,
  isAppNew: false,
  setupFaults: [],
  random: Math.random,
};

/** Fills in what isn't given; `undefined` counts as not given. */
export function resolveOptions(options: SimulatorOptions): Required<SimulatorOptions> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_SIMULATOR_OPTIONS, ...Object.fromEntries(given) };
}

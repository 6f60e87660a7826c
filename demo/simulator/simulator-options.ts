import type { Customer } from './customers.ts';

/** Everything that can be set; whatever is left out comes from DEFAULT_SIMULATOR_OPTIONS. */
export interface SimulatorOptions {
  host?: string;
  /** 0 takes any free port. */
  port?: number;
  appId?: string;
  appName?: string;
  appSecret?: string;
  /** The permanent token of a system user. */
  accessToken?: string;
  /** A user token that runs out in a day, as the App Dashboard gives out. */
  temporaryAccessToken?: string;
  /** A token that has run out: error 190, subcode 463. */
  expiredAccessToken?: string;
  /** The app setting «Require App Secret»: every call must carry `appsecret_proof`. */
  requireAppSecretProof?: boolean;
  businessAccountId?: string;
  businessName?: string;
  phoneNumberId?: string;
  displayPhoneNumber?: string;
  /** What Meta puts before recipients that lack their plus. */
  businessCountryCode?: string;
  verifiedName?: string;
  qualityRating?: 'GREEN' | 'YELLOW' | 'RED' | 'UNKNOWN';
  /** Whether the app is in the account's `subscribed_apps` at first. Without it no webhook comes. */
  isAppSubscribed?: boolean;
  /** Set at start without Meta's GET verification; `setWebhook` verifies. */
  webhookUrl?: string;
  verifyToken?: string;
  /** People at first; others can be added later. */
  customers?: readonly Customer[];
  /** The journal that makes everything survive a kill. Without it, memory only. */
  stateFile?: string;
  /** Meta's OpenAPI description (YAML): every send is checked against it as well. */
  openApiFile?: string;
  /** Where the phone page's link back leads. */
  dashboardUrl?: string;
  /** From acceptance to `sent`, and from there to the phone (`delivered`). */
  statusDelayMs?: number;
  /** Makes message ids repeatable. */
  seed?: number;
  /** Milliseconds since 1970; a test may bring its own clock. */
  now?: () => number;

  /** After the customer's last message free-form messages are taken for so long. */
  customerServiceWindowMs?: number;
  /** Whether a closed window (131047) is told in the answer or by a `failed` status. Meta does both. */
  closedWindowAnswer?: 'sync' | 'async';
  /** Messages that one recipient may get in one burst … */
  pairBurst?: number;
  /** … and how long each takes to be allowed again. */
  pairIntervalMs?: number;
  /** In and out, per number. */
  throughputPerSecond?: number;

  /** POSTs under way at the same time. Meta has many; one keeps the order of events. */
  webhookConcurrency?: number;
  /** Updates in one POST, at most. */
  webhookBatchSize?: number;
  /** No answer for so long counts as none. */
  webhookTimeoutMs?: number;
  /** The first retry comes at once, the second after this, each later one after twice as long. */
  webhookRetryBaseMs?: number;
  webhookRetryMaxMs?: number;
  /** An update that was never answered 200 is dropped after so long. */
  webhookGiveUpMs?: number;
}

export interface ResolvedOptions extends Required<
  Omit<SimulatorOptions, 'webhookUrl' | 'stateFile' | 'openApiFile' | 'dashboardUrl' | 'seed'>
> {
  webhookUrl: string | undefined;
  stateFile: string | undefined;
  openApiFile: string | undefined;
  dashboardUrl: string | undefined;
  seed: number | undefined;
}

/** The three kinds of people whom a business meets since usernames exist. */
const DEFAULT_CUSTOMERS: readonly Customer[] = [
  {
    id: 'nadia',
    name: 'Nadia Okoro',
    userId: 'US.48213570926641',
    phone: '15550100999',
  },
  {
    id: 'tomas',
    name: 'Tomás Berg',
    userId: 'US.59324681037752',
    phone: '15550100142',
    username: 'tomas.berg',
  },
  {
    id: 'mei',
    name: 'Mei 梅',
    userId: 'GB.77310042951188',
    username: 'mei.lamps',
  },
];

/** Plainly fictional: the numbers are of the 555-01xx range, the tokens say what they are. */
export const DEFAULT_SIMULATOR_OPTIONS: ResolvedOptions = {
  host: '127.0.0.1',
  port: 0,
  appId: '310000000000001',
  appName: 'Storeboard Desk',
  appSecret: 'simulated-app-secret-0123456789abcdef',
  accessToken: 'EAASimulatedPermanentSystemUserToken',
  temporaryAccessToken: 'EAASimulatedTemporaryUserToken',
  expiredAccessToken: 'EAASimulatedExpiredUserToken',
  requireAppSecretProof: false,
  businessAccountId: '900100200300400',
  businessName: 'Storeboard',
  phoneNumberId: '700500300100200',
  displayPhoneNumber: '+1 555-010-0200',
  businessCountryCode: '1',
  verifiedName: 'Storeboard',
  qualityRating: 'GREEN',
  isAppSubscribed: true,
  webhookUrl: undefined,
  verifyToken: 'simulated-verify-token',
  customers: DEFAULT_CUSTOMERS,
  stateFile: undefined,
  openApiFile: undefined,
  dashboardUrl: undefined,
  statusDelayMs: 350,
  seed: undefined,
  now: Date.now,
  customerServiceWindowMs: 24 * 3_600_000,
  closedWindowAnswer: 'sync',
  pairBurst: 45,
  pairIntervalMs: 6_000,
  throughputPerSecond: 80,
  webhookConcurrency: 1,
  webhookBatchSize: 1_000,
  webhookTimeoutMs: 10_000,
  webhookRetryBaseMs: 1_000,
  webhookRetryMaxMs: 3_600_000,
  webhookGiveUpMs: 7 * 24 * 3_600_000,
};

/** Fills in the defaults. */
export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const given = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  return { ...DEFAULT_SIMULATOR_OPTIONS, ...given };
}

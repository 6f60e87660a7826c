import { z } from 'zod';

/**
 * Configuration: environment variables only, read in this file only, validated at boot with every
 * fault named at once. README.md lists them.
 */
const emptyAsUnset = (value: unknown) => (value === '' ? undefined : value);
const optionalText = z.preprocess(emptyAsUnset, z.string().optional());
const optionalNumericId = z.preprocess(
  emptyAsUnset,
  z
    .string()
    .regex(/^\d{5,30}$/, 'must be a number of 5 to 30 digits')
    .optional(),
);
const url = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      try {
        return protocols.includes(new URL(value).protocol.slice(0, -1));
      } catch {
        return false;
      }
    },
    `must be a URL that starts with ${protocols.map((p) => `${p}://`).join(' or ')}`,
  );

const environmentSchema = z.object({
  HOST: z.preprocess(emptyAsUnset, z.string().default('127.0.0.1')),
  PORT: z.preprocess(
    emptyAsUnset,
    z.coerce.number('must be a port number').int().min(0).max(65_535).default(3_000),
  ),
  PUBLIC_URL: z.preprocess(emptyAsUnset, url('http', 'https').optional()),
  DATABASE_URL: z.preprocess(
    emptyAsUnset,
    z
      .string()
      .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:PATH or postgres://…')
      .optional(),
  ),
  DATA_DIR: z.preprocess(emptyAsUnset, z.string().default('data')),
  SECRET_KEY: optionalText,
  SECRET_KEY_FILE: optionalText,
  GRAPH_API_URL: z.preprocess(
    emptyAsUnset,
    url('http', 'https').default('https://graph.facebook.com'),
  ),
  SETUP_TOKEN: z.preprocess(
    emptyAsUnset,
    z.string().min(16, 'must have at least 16 characters').optional(),
  ),
  ALLOWED_ORIGINS: optionalText,
  TRUST_PROXY: z.preprocess(emptyAsUnset, z.string().default('')),
  WEBHOOK_RETENTION_DAYS: z.preprocess(
    emptyAsUnset,
    z.coerce.number('must be a number of days').int().min(1).max(3_650).default(30),
  ),
  LOG_LEVEL: z.preprocess(
    emptyAsUnset,
    z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  ),
  WHATSAPP_PHONE_NUMBER_ID: optionalNumericId,
  WHATSAPP_BUSINESS_ACCOUNT_ID: optionalNumericId,
  WHATSAPP_API_TOKEN: optionalText,
  WHATSAPP_APP_SECRET: optionalText,
  WHATSAPP_WEBHOOK_VERIFY_TOKEN: optionalText,
  WHATSAPP_VERIFY_TOKEN: optionalText,
  WHATSAPP_WEBHOOK_URL: z.preprocess(emptyAsUnset, url('http', 'https').optional()),
  META_APP_ID: optionalNumericId,
  META_EMBEDDED_SIGNUP_CONFIG_ID: optionalNumericId,
  META_SDK_URL: z.preprocess(emptyAsUnset, url('http', 'https').optional()),
  WHATSAPP_API_VERSION: z.preprocess(
    emptyAsUnset,
    z
      .string()
      .regex(/^v\d{2}\.\d$/, 'must look like v26.0')
      .optional(),
  ),
});

/** The number's credentials from the environment: used while nothing is stored. */
export interface EnvironmentCredentials {
  phoneNumberId: string | undefined;
  businessAccountId: string | undefined;
  accessToken: string | undefined;
  appSecret: string | undefined;
  verifyToken: string | undefined;
  webhookUrl: string | undefined;
  apiVersion: string | undefined;
}

/** What «Connect with Facebook» needs besides; see features/settings/embedded-signup. */
export interface SignupConfig {
  appId: string;
  /** The Login for Business configuration, which also fixes the version of Embedded Signup. */
  configId: string;
  appSecret: string;
  /** Where another SDK than Meta's own lies: the simulator's. Its origin also plays the dialog. */
  sdkUrl: string | undefined;
}

export interface Config {
  host: string;
  port: number;
  /** What the world calls this server, without a trailing slash. */
  publicUrl: string;
  databaseUrl: string;
  dataDir: string;
  /** 32 bytes as 64 hex digits or base64; undefined: read or make `secretKeyFile`. */
  secretKey: string | undefined;
  secretKeyFile: string;
  graphApiUrl: string;
  setupToken: string | undefined;
  /** Origins whose pages may embed the widget; always holds our own. */
  allowedOrigins: string[];
  /** Express's `trust proxy`: a hop count, a list of addresses, or '' for none. */
  trustProxy: string;
  /** Webhooks that were worked through are kept this long; those with problems three times as long. */
  webhookRetentionDays: number;
  logLevel: string;
  whatsapp: EnvironmentCredentials;
  /** Undefined: «Connect with Facebook» is not offered. */
  signup: SignupConfig | undefined;
}

/** All faults of the environment at once, one line each. */
export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(
      `The configuration has ${problems.length} fault(s):\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

function parseOrigins(list: string | undefined, publicUrl: string, problems: string[]): string[] {
  const own = new URL(publicUrl);
  const origins = new Set([own.origin]);
  // On one's own machine both names are typed.
  const twin = { '127.0.0.1': 'localhost', localhost: '127.0.0.1' }[own.hostname];
  if (twin) origins.add(`${own.protocol}//${twin}${own.port ? `:${own.port}` : ''}`);
  for (const entry of (list ?? '').split(/[\s,]+/).filter(Boolean)) {
    try {
      const parsed = new URL(entry);
      if (parsed.origin === 'null') throw new Error('no origin');
      origins.add(parsed.origin);
    } catch {
      problems.push(`ALLOWED_ORIGINS: «${entry}» is not an origin such as https://app.example.com`);
    }
  }
  return [...origins];
}

function readSignup(
  env: z.infer<typeof environmentSchema>,
  problems: string[],
): SignupConfig | undefined {
  const { META_APP_ID, META_EMBEDDED_SIGNUP_CONFIG_ID, WHATSAPP_APP_SECRET } = env;
  if (!META_EMBEDDED_SIGNUP_CONFIG_ID) return undefined;
  const missing = Object.entries({ META_APP_ID, WHATSAPP_APP_SECRET }).filter(([, it]) => !it);
  for (const [name] of missing) {
    problems.push(`${name}: META_EMBEDDED_SIGNUP_CONFIG_ID needs it, for «Connect with Facebook»`);
  }
  if (!META_APP_ID || !WHATSAPP_APP_SECRET) return undefined;
  return {
    appId: META_APP_ID,
    configId: META_EMBEDDED_SIGNUP_CONFIG_ID,
    appSecret: WHATSAPP_APP_SECRET,
    sdkUrl: env.META_SDK_URL,
  };
}

/** Reads the configuration. Throws one ConfigError that names every fault. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environmentSchema.safeParse(environment);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success) throw new ConfigError(problems);
  const env = parsed.data;
  const publicUrl = (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/+$/, '');
  const allowedOrigins = parseOrigins(env.ALLOWED_ORIGINS, publicUrl, problems);
  if (env.SECRET_KEY && env.SECRET_KEY_FILE) {
    problems.push('SECRET_KEY: set either this or SECRET_KEY_FILE, not both');
  }
  const signup = readSignup(env, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl,
    databaseUrl: env.DATABASE_URL ?? `sqlite:${env.DATA_DIR}/chasqui.sqlite`,
    dataDir: env.DATA_DIR,
    secretKey: env.SECRET_KEY,
    secretKeyFile: env.SECRET_KEY_FILE ?? `${env.DATA_DIR}/secret.key`,
    graphApiUrl: env.GRAPH_API_URL.replace(/\/+$/, ''),
    setupToken: env.SETUP_TOKEN,
    allowedOrigins,
    trustProxy: env.TRUST_PROXY,
    webhookRetentionDays: env.WEBHOOK_RETENTION_DAYS,
    logLevel: env.LOG_LEVEL,
    whatsapp: {
      phoneNumberId: env.WHATSAPP_PHONE_NUMBER_ID,
      businessAccountId: env.WHATSAPP_BUSINESS_ACCOUNT_ID,
      accessToken: env.WHATSAPP_API_TOKEN,
      appSecret: env.WHATSAPP_APP_SECRET,
      verifyToken: env.WHATSAPP_WEBHOOK_VERIFY_TOKEN ?? env.WHATSAPP_VERIFY_TOKEN,
      webhookUrl: env.WHATSAPP_WEBHOOK_URL,
      apiVersion: env.WHATSAPP_API_VERSION,
    },
    signup,
  };
}

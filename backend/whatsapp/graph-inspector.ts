import { asRecord, interpret, pathPart, readText, unexpected } from './graph-answer.ts';
import type { GraphResult } from './graph-answer.ts';
import { GraphTransport } from './graph-transport.ts';
import type { JsonAnswer } from './graph-answer.ts';
import type { Fetch, GraphCredentials } from './graph-transport.ts';

/** A node's fields as Meta sent them: what is in them is not checked yet. */
export type GraphNode = Record<string, unknown>;

/** What `GET /debug_token` says of a token. */
export interface TokenReport {
  isValid: boolean;
  appId: string | undefined;
  /** `USER`, `SYSTEM_USER`, … */
  type: string | undefined;
  /** 0: never; undefined: not told. */
  expiresAtMs: number | undefined;
  /** Until when the user's consent holds; 0: always; undefined: not told. */
  dataAccessEndsAtMs: number | undefined;
  scopes: readonly string[] | undefined;
  /** The ids that a scope is limited to; a scope that is missing here reaches everything. */
  targets: Readonly<Record<string, readonly string[]>>;
}

export interface SubscribedApp {
  id: string | undefined;
  /** Where the account's messages go instead of the app's own address. */
  overrideUrl: string | undefined;
}

/** An app's webhook for `whatsapp_business_account`. */
export interface AppSubscription {
  callbackUrl: string | undefined;
  isActive: boolean;
  fields: readonly string[];
}

/** The same question, and what the answer's headers say of who served it. */
export interface Probe {
  result: GraphResult<GraphNode>;
  servedAtMs: number | undefined;
  servedVersion: string | undefined;
}

const PAGE_SIZE = 100;
/** A business has 20 numbers, or by agreement some more. */
const MAX_PAGES = 10;

/**
 * Questions to Meta about a set-up: the token, the number, the account, who gets the webhooks. All
 * only read. As everywhere, nothing throws for what Meta or the network does.
 */
export class GraphInspector {
  readonly #transport: GraphTransport;

  /** `timeoutMs`: the longest a call may take; 15 s unless told otherwise. */
  constructor(options: { baseUrl: string; fetch?: Fetch | undefined; timeoutMs?: number }) {
    this.#transport = new GraphTransport(options);
  }

  /** The number's fields; `id` is sure to be there. */
  async getNumber(
    credentials: GraphCredentials,
    fields: readonly string[],
  ): Promise<GraphResult<GraphNode>> {
    return (await this.probeNumber(credentials, fields)).result;
  }

  async probeNumber(credentials: GraphCredentials, fields: readonly string[]): Promise<Probe> {
    const answer = await this.#transport.call(credentials, {
      method: 'GET',
      path: pathPart(credentials.phoneNumberId),
      query: { fields: fields.join(',') },
    });
    if (answer.kind !== 'answer') {
      return { result: answer, servedAtMs: undefined, servedVersion: undefined };
    }
    const { servedAtMs, servedVersion } = answer;
    return { result: toNode(answer), servedAtMs, servedVersion };
  }

  async getAccount(
    credentials: GraphCredentials,
    fields: readonly string[],
  ): Promise<GraphResult<GraphNode>> {
    const answer = await this.#transport.call(credentials, {
      method: 'GET',
      path: pathPart(credentials.businessAccountId),
      query: { fields: fields.join(',') },
    });
    return answer.kind === 'answer' ? toNode(answer) : answer;
  }

  /** Whether the number is one of the account's; no answer if that would take too many pages. */
  async isNumberInAccount(credentials: GraphCredentials): Promise<GraphResult<boolean>> {
    let after: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await this.#transport.ask(credentials, {
        method: 'GET',
        path: `${pathPart(credentials.businessAccountId)}/phone_numbers`,
        query: { fields: 'id', limit: String(PAGE_SIZE), ...(after ? { after } : {}) },
      });
      if (answer.kind !== 'ok') return answer;
      const numbers = asRecord(answer.value)?.data;
      if (!Array.isArray(numbers)) return unexpected();
      const isFound = numbers.some(
        (number) => readText(number, 'id') === credentials.phoneNumberId,
      );
      if (isFound) return { kind: 'ok', value: true };
      const paging = asRecord(asRecord(answer.value)?.paging);
      after = paging?.next === undefined ? undefined : readText(paging.cursors, 'after');
      if (after === undefined) return { kind: 'ok', value: false };
    }
    return { kind: 'no_answer', reason: 'the account has too many numbers to look through' };
  }

  /** Inspects the credentials' token, by itself or with another token (an app token). */
  async inspectToken(
    credentials: GraphCredentials,
    callerToken = credentials.accessToken,
  ): Promise<GraphResult<TokenReport>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'GET',
      path: 'debug_token',
      query: { input_token: credentials.accessToken },
      accessToken: callerToken,
    });
    if (answer.kind !== 'ok') return answer;
    const data = asRecord(asRecord(answer.value)?.data);
    if (typeof data?.is_valid !== 'boolean') return unexpected();
    return { kind: 'ok', value: toTokenReport(data, data.is_valid) };
  }

  async listSubscribedApps(credentials: GraphCredentials): Promise<GraphResult<SubscribedApp[]>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'GET',
      path: `${pathPart(credentials.businessAccountId)}/subscribed_apps`,
    });
    if (answer.kind !== 'ok') return answer;
    const data = asRecord(answer.value)?.data;
    if (!Array.isArray(data)) return unexpected();
    const apps = data.map((entry: unknown) => ({
      id: readText(asRecord(entry)?.whatsapp_business_api_data, 'id'),
      overrideUrl: readText(entry, 'override_callback_uri'),
    }));
    return { kind: 'ok', value: apps };
  }

  /** The app's webhook for WhatsApp; null: it has none. Needs the app secret. */
  async findAppSubscription(
    credentials: GraphCredentials & { appSecret: string },
    appId: string,
  ): Promise<GraphResult<AppSubscription | null>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'GET',
      path: `${pathPart(appId)}/subscriptions`,
      accessToken: `${appId}|${credentials.appSecret}`,
    });
    if (answer.kind !== 'ok') return answer;
    const data = asRecord(answer.value)?.data;
    if (!Array.isArray(data)) return unexpected();
    const found: unknown = data.find(
      (entry) => asRecord(entry)?.object === 'whatsapp_business_account',
    );
    return { kind: 'ok', value: found === undefined ? null : toAppSubscription(found) };
  }
}

function toNode(answer: JsonAnswer): GraphResult<GraphNode> {
  const result = interpret(answer);
  if (result.kind !== 'ok') return result;
  const node = asRecord(result.value);
  return node && readText(node, 'id') ? { kind: 'ok', value: node } : unexpected();
}

function toTokenReport(data: GraphNode, isValid: boolean): TokenReport {
  const granular = Array.isArray(data.granular_scopes) ? data.granular_scopes : [];
  const targets = granular.flatMap((entry: unknown): [string, string[]][] => {
    const scope = readText(entry, 'scope');
    const ids = listTexts(asRecord(entry)?.target_ids);
    return scope && ids ? [[scope, ids]] : [];
  });
  return {
    isValid,
    appId: readText(data, 'app_id'),
    type: readText(data, 'type'),
    expiresAtMs: toMs(data.expires_at),
    dataAccessEndsAtMs: toMs(data.data_access_expires_at),
    scopes: listTexts(data.scopes),
    targets: Object.fromEntries(targets),
  };
}

const toMs = (seconds: unknown) => (typeof seconds === 'number' ? seconds * 1_000 : undefined);

/** A field is `{ name, version }`; in older answers its name alone. */
function toAppSubscription(entry: unknown): AppSubscription {
  const fields: unknown = asRecord(entry)?.fields;
  const names = (Array.isArray(fields) ? fields : []).map((field: unknown) =>
    typeof field === 'string' ? field : readText(field, 'name'),
  );
  return {
    callbackUrl: readText(entry, 'callback_url'),
    isActive: asRecord(entry)?.active !== false,
    fields: names.filter((name) => name !== undefined),
  };
}

function listTexts(value: unknown): string[] | undefined {
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === 'string')
    : undefined;
}

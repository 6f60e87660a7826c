import { asRecord, pathPart, readText, unexpected } from './graph-answer.ts';
import type { GraphResult } from './graph-answer.ts';
import { GraphTransport } from './graph-transport.ts';
import type { Fetch, GraphCall, GraphCredentials } from './graph-transport.ts';

/** A number as its account lists it. */
export interface AccountNumber {
  id: string;
  displayPhoneNumber: string | undefined;
  verifiedName: string | undefined;
  /** `CONNECTED`, `PENDING`, …; Meta has no field that says «registered». */
  status: string | undefined;
  /** It stays in the WhatsApp Business app. */
  isOnBusinessApp: boolean | undefined;
}

export type AppDataKind = 'smb_app_state_sync' | 'history';

const NUMBER_FIELDS = 'id,display_phone_number,verified_name,status,is_on_biz_app';
const PAGE_SIZE = 100;

/**
 * The calls by which a number comes to us through Embedded Signup. None throws for what Meta or the
 * network does, and none is repeated here: a code is good once, and `register` is counted.
 * https://developers.facebook.com/docs/whatsapp/embedded-signup/onboarding-customers-as-a-tech-provider
 */
export class GraphOnboarding {
  readonly #transport: GraphTransport;

  constructor(options: { baseUrl: string; fetch?: Fetch | undefined; timeoutMs?: number }) {
    this.#transport = new GraphTransport(options);
  }

  /** `GET /oauth/access_token`: the code's token. Without redirect_uri, as the SDK's codes want it. */
  async exchangeCode(
    app: { appId: string; appSecret: string; apiVersion: string },
    code: string,
  ): Promise<GraphResult<string>> {
    const nobody = { phoneNumberId: '', businessAccountId: '', accessToken: '' };
    const answer = await this.#transport.ask(
      { ...nobody, apiVersion: app.apiVersion },
      {
        method: 'GET',
        path: 'oauth/access_token',
        query: { client_id: app.appId, client_secret: app.appSecret, code },
      },
    );
    if (answer.kind !== 'ok') return answer;
    const token = readText(answer.value, 'access_token');
    return token === undefined ? unexpected() : { kind: 'ok', value: token };
  }

  /** The first hundred numbers of the account: a business has 20, or by agreement some more. */
  async listNumbers(credentials: GraphCredentials): Promise<GraphResult<AccountNumber[]>> {
    const answer = await this.#transport.ask(credentials, {
      method: 'GET',
      path: `${pathPart(credentials.businessAccountId)}/phone_numbers`,
      query: { fields: NUMBER_FIELDS, limit: String(PAGE_SIZE) },
    });
    if (answer.kind !== 'ok') return answer;
    const data = asRecord(answer.value)?.data;
    if (!Array.isArray(data)) return unexpected();
    return { kind: 'ok', value: data.flatMap((entry: unknown) => toNumber(entry) ?? []) };
  }

  /** Has Meta send the account's webhooks to the token's app. Without a body it ends any override. */
  async subscribeApp(credentials: GraphCredentials): Promise<GraphResult<boolean>> {
    return this.#succeed(credentials, {
      method: 'POST',
      path: `${pathPart(credentials.businessAccountId)}/subscribed_apps`,
    });
  }

  /** Sets the PIN where the number has none. Ten calls in 72 hours, then Meta locks the number. */
  async register(credentials: GraphCredentials, pin: string): Promise<GraphResult<boolean>> {
    return this.#succeed(credentials, {
      method: 'POST',
      path: `${pathPart(credentials.phoneNumberId)}/register`,
      body: { messaging_product: 'whatsapp', pin },
    });
  }

  /** Asks for the phone's contacts or history. Once each, within 24 hours after the sign-up. */
  async requestAppData(
    credentials: GraphCredentials,
    kind: AppDataKind,
  ): Promise<GraphResult<boolean>> {
    return this.#succeed(credentials, {
      method: 'POST',
      path: `${pathPart(credentials.phoneNumberId)}/smb_app_data`,
      body: { messaging_product: 'whatsapp', sync_type: kind },
    });
  }

  /** `smb_app_data` answers with a request id, the others with `success`. */
  async #succeed(credentials: GraphCredentials, call: GraphCall): Promise<GraphResult<boolean>> {
    const answer = await this.#transport.ask(credentials, call);
    if (answer.kind !== 'ok') return answer;
    const isGood =
      asRecord(answer.value)?.success === true ||
      readText(answer.value, 'request_id') !== undefined;
    return isGood ? { kind: 'ok', value: true } : unexpected();
  }
}

function toNumber(entry: unknown): AccountNumber | undefined {
  const id = readText(entry, 'id');
  if (id === undefined) return undefined;
  const isOnBusinessApp = asRecord(entry)?.is_on_biz_app;
  return {
    id,
    displayPhoneNumber: readText(entry, 'display_phone_number'),
    verifiedName: readText(entry, 'verified_name'),
    status: readText(entry, 'status'),
    isOnBusinessApp: typeof isOnBusinessApp === 'boolean' ? isOnBusinessApp : undefined,
  };
}

import { asRecord, interpret, pathPart } from './graph-answer.ts';
import type { GraphResult } from './graph-answer.ts';
import { parseGraphError } from './graph-error.ts';
import { GraphTransport } from './graph-transport.ts';
import type { Fetch, GraphCredentials } from './graph-transport.ts';

/** A person as Meta knows them: a phone number with its plus, or a business-scoped user id. */
export type BlockedUser = { user: string } | { user_id: string };

/** Only some of the users were changed; with one user: none. */
const PARTIAL_FAILURE = 139_100;

/**
 * Meta's list of blocked people. As in GraphClient nothing is thrown for what Meta or the network
 * does, and nothing is repeated; repeating does no harm.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/block-users
 */
export class GraphBlocks {
  readonly #transport: GraphTransport;

  constructor(options: { baseUrl: string; fetch?: Fetch | undefined; timeoutMs?: number }) {
    this.#transport = new GraphTransport(options);
  }

  /** Blocks or unblocks one person. A refusal carries the code that Meta gives for this person. */
  async set(
    credentials: GraphCredentials,
    user: BlockedUser,
    isBlocked: boolean,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<GraphResult<undefined>> {
    const answer = await this.#transport.call(credentials, {
      method: isBlocked ? 'POST' : 'DELETE',
      path: `${pathPart(credentials.phoneNumberId)}/block_users`,
      body: { messaging_product: 'whatsapp', block_users: [user] },
      signal: options.signal,
    });
    if (answer.kind !== 'answer') return answer;
    const result = interpret(answer);
    if (result.kind === 'ok') return { kind: 'ok', value: undefined };
    if (result.kind !== 'refused' || result.error.code !== PARTIAL_FAILURE) return result;
    const failed = first(asRecord(asRecord(answer.body)?.block_users)?.failed_users);
    const own = parseGraphError({ error: first(asRecord(failed)?.errors) });
    return own ? { ...result, error: { ...own, traceId: result.error.traceId } } : result;
  }
}

function first(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}

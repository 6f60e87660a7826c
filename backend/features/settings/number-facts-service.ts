import { isDeepStrictEqual } from 'node:util';
import type { Database, Transaction } from '../../database/database.ts';
import type { SecretBox } from '../../secrets/secret-box.ts';
import type { GraphInspector } from '../../whatsapp/graph-inspector.ts';
import type { Connection } from './connection.ts';
import type { ConnectionChanges } from './connection-changes.ts';
import type { ConnectionService } from './connection-service.ts';
import { gatherNumberFacts } from './gather-number-facts.ts';
import { FACT_ALARMS, findAlarms } from './number-facts.ts';
import type { KnownFacts } from './number-facts.ts';
import type { NumberFactsStore, StoredFacts } from './number-facts-store.ts';

const DAY_MS = 86_400_000;

type Inspector = Pick<GraphInspector, 'getNumber' | 'getAccount' | 'inspectToken'>;

const NOTHING: StoredFacts = {
  facts: {
    numberStatus: undefined,
    nameStatus: undefined,
    isOfficial: undefined,
    businessVerification: undefined,
    messagingLimit: undefined,
    throughputLevel: undefined,
    paymentMethod: undefined,
    appId: undefined,
    businessId: undefined,
    token: undefined,
    checkedAtMs: 0,
    dueAtMs: 0,
  },
  tokenFingerprint: undefined,
};

/**
 * What Meta says of the connected numbers, kept so that the settings screen has it at once.
 *
 * It is asked for when a number is saved or tested, once a day, and soon after a webhook told that
 * something about the account has changed: the webhook only makes the facts due, since its value is
 * one of many shapes and the Graph API has the whole truth. What Meta does not tell stays as it was;
 * what is known of a token ends with that token. Facts that somebody should act on (a token that
 * ends, a number that may send little) turn a green light amber by the connection's alarms; they
 * never say that it has to be connected again, which only a refused token does.
 */
export class NumberFactsService {
  readonly #database: Database;
  readonly #store: NumberFactsStore;
  readonly #connections: Pick<ConnectionService, 'list' | 'raiseAlarm' | 'clearAlarm'>;
  readonly #changes: Pick<ConnectionChanges, 'change'>;
  readonly #inspector: Inspector;
  readonly #secretBox: Pick<SecretBox, 'fingerprint'>;

  constructor(parts: {
    database: Database;
    store: NumberFactsStore;
    connections: Pick<ConnectionService, 'list' | 'raiseAlarm' | 'clearAlarm'>;
    changes: Pick<ConnectionChanges, 'change'>;
    inspector: Inspector;
    secretBox: Pick<SecretBox, 'fingerprint'>;
  }) {
    this.#database = parts.database;
    this.#store = parts.store;
    this.#connections = parts.connections;
    this.#changes = parts.changes;
    this.#inspector = parts.inspector;
    this.#secretBox = parts.secretBox;
  }

  /** What is known of a number and of this token of it. */
  async find(
    connection: Pick<Connection, 'phoneNumberId' | 'accessToken'>,
  ): Promise<KnownFacts | undefined> {
    const stored = await this.#store.find(this.#database.read, connection.phoneNumberId);
    return stored && this.#forToken(stored, connection.accessToken).facts;
  }

  /** Asks Meta now. Never throws for what Meta or the network does. */
  async refresh(connection: Connection, nowMs = Date.now()): Promise<void> {
    const told = await gatherNumberFacts(this.#inspector, connection);
    if (told) {
      const { phoneNumberId, accessToken } = connection;
      const before = await this.#store.find(this.#database.read, phoneNumberId);
      const known = this.#forToken(before ?? NOTHING, accessToken);
      const next: StoredFacts = {
        facts: { ...known.facts, ...told, checkedAtMs: nowMs, dueAtMs: nowMs + DAY_MS },
        tokenFingerprint: told.token
          ? this.#secretBox.fingerprint(accessToken)
          : known.tokenFingerprint,
      };
      const save = (tx: Transaction) => this.#store.save(tx, phoneNumberId, next);
      const isSeen = !before || !isSame(before, next);
      // Only what somebody can see wakes everybody's screens.
      await (isSeen ? this.#changes.change(save) : this.#database.transaction(save));
    }
    await this.#turnAlarms(connection, nowMs);
  }

  /** Asks about whatever is a day old or was marked, and looks which tokens end soon. */
  async refreshDue(nowMs = Date.now()): Promise<void> {
    for (const connection of await this.#connections.list()) {
      const dueAtMs = (await this.find(connection))?.dueAtMs ?? 0;
      // A clock that was set back must not put it off.
      const isFresh = dueAtMs > nowMs && dueAtMs <= nowMs + DAY_MS;
      if (isFresh) await this.#turnAlarms(connection, nowMs);
      else await this.refresh(connection, nowMs);
    }
  }

  /** A webhook told of a change: the next `refreshDue` asks about all numbers. */
  async markDue(tx: Transaction): Promise<void> {
    await this.#store.markDue(tx);
  }

  async #turnAlarms(connection: Connection, nowMs: number): Promise<void> {
    const { phoneNumberId } = connection;
    const alarms = findAlarms(await this.find(connection), nowMs);
    for (const kind of FACT_ALARMS) {
      const reason = alarms.get(kind);
      if (reason === undefined) await this.#connections.clearAlarm(phoneNumberId, kind);
      else {
        await this.#connections.raiseAlarm({ phoneNumberId, kind, reason, raisedAtMs: nowMs });
      }
    }
  }

  #forToken(stored: StoredFacts, accessToken: string): StoredFacts {
    if (stored.tokenFingerprint === this.#secretBox.fingerprint(accessToken)) return stored;
    return { facts: { ...stored.facts, token: undefined }, tokenFingerprint: undefined };
  }
}

function isSame(a: StoredFacts, b: StoredFacts): boolean {
  const seen = ({ facts, tokenFingerprint }: StoredFacts) => ({
    ...facts,
    checkedAtMs: 0,
    dueAtMs: 0,
    tokenFingerprint,
  });
  return isDeepStrictEqual(seen(a), seen(b));
}

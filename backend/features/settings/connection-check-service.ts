import type { EnvironmentCredentials } from '../../config.ts';
import { DEFAULT_API_VERSION } from '../../contract/protocol.ts';
import type { TestConnectionRequest, TestConnectionResponse } from '../../contract/settings.ts';
import { isSameState, withCheck } from './check-outcome.ts';
import { isConnected, toConnection } from './connection.ts';
import type { ConnectionChanges } from './connection-changes.ts';
import type { CheckOutcome, ConnectionChecker } from './connection-checker.ts';
import type { ConnectionService } from './connection-service.ts';
import type { ConnectionRecord, ConnectionStore } from './connection-store.ts';
import { isSameConnection, keptSecrets } from './credentials.ts';
import { typedSecret } from './masked-secret.ts';
import type { NumberFactsService } from './number-facts-service.ts';

/**
 * Asks Meta whether credentials work, and takes over what it says of a connected number.
 *
 * The monitor asks by itself, a person by the form's button. What Meta says of other credentials than
 * the stored ones is only told. What it says of the stored ones turns the light and renews name and
 * quality, unless they were saved, disconnected or fell into new trouble while it answered.
 */
export class ConnectionCheckService {
  #isTroubleHeld: (phoneNumberId: string) => Promise<boolean> = async () => false;
  readonly #connections: Pick<ConnectionService, 'findRecord' | 'listConnectedRecords'>;
  readonly #store: ConnectionStore;
  readonly #changes: Pick<ConnectionChanges, 'change' | 'tellRenewed'>;
  readonly #checker: ConnectionChecker;
  readonly #facts: Pick<NumberFactsService, 'refresh'>;
  readonly #environment: EnvironmentCredentials;

  constructor(parts: {
    connections: Pick<ConnectionService, 'findRecord' | 'listConnectedRecords'>;
    store: ConnectionStore;
    changes: Pick<ConnectionChanges, 'change' | 'tellRenewed'>;
    checker: ConnectionChecker;
    facts: Pick<NumberFactsService, 'refresh'>;
    environment: EnvironmentCredentials;
  }) {
    this.#connections = parts.connections;
    this.#store = parts.store;
    this.#changes = parts.changes;
    this.#checker = parts.checker;
    this.#facts = parts.facts;
    this.#environment = parts.environment;
  }

  /**
   * While `isHeld` says so, the automatic check leaves a number's trouble alone: that Meta accepts
   * the token does not prove that an unpaid bill is paid. Saving and testing by hand end it.
   */
  keepTroubleWhile(isHeld: (phoneNumberId: string) => Promise<boolean>): void {
    this.#isTroubleHeld = isHeld;
  }

  /** Tries credentials without saving anything. */
  async test(
    request: TestConnectionRequest = undefined,
    number?: string,
  ): Promise<TestConnectionResponse> {
    const record = await this.#connections.findRecord(number);
    const stored = record && isConnected(record) ? record : undefined;
    const kept = keptSecrets(record, this.#environment);
    const phoneNumberId = request?.phoneNumberId ?? stored?.phoneNumberId;
    const businessAccountId = request?.businessAccountId ?? stored?.businessAccountId;
    const accessToken = typedSecret(request?.accessToken) ?? kept.accessToken;
    if (!phoneNumberId || !businessAccountId || !accessToken) {
      return {
        success: false,
        error: 'Enter phone number ID, account ID and access token first.',
        field: !phoneNumberId
          ? 'phoneNumberId'
          : !businessAccountId
            ? 'businessAccountId'
            : 'accessToken',
      };
    }
    const candidate = {
      phoneNumberId,
      businessAccountId,
      accessToken,
      appSecret: typedSecret(request?.appSecret) ?? kept.appSecret,
      apiVersion: request?.apiVersion ?? stored?.apiVersion ?? DEFAULT_API_VERSION,
    };
    const outcome = await this.#checker.check(candidate);
    if (stored && isSameConnection(candidate, stored)) {
      // A person asked, so trouble that waits for a person ends here.
      await this.#recordOutcome(stored, outcome, { isHeld: false });
      await this.#facts.refresh(toConnection(stored));
    }
    switch (outcome.kind) {
      case 'working': {
        const number = outcome.profile.displayPhoneNumber ?? phoneNumberId;
        return { success: true, message: `Connection successful. Phone number: ${number}` };
      }
      case 'refused':
        return { success: false, error: outcome.error, field: outcome.field };
      case 'unreachable':
        return { success: false, error: `Meta could not be reached: ${outcome.reason}` };
    }
  }

  /**
   * Asks Meta about the connected numbers and notes name, number, quality and light of each; for the
   * start and the monitor. Trouble that a person has to end (see `keepTroubleWhile`) stays.
   */
  async refreshProfiles(): Promise<void> {
    for (const record of await this.#connections.listConnectedRecords()) {
      const outcome = await this.#checker.check(record);
      const isHeld = await this.#isTroubleHeld(record.phoneNumberId);
      await this.#recordOutcome(record, outcome, { isHeld });
    }
  }

  /** Takes over what a check of the connected number showed. */
  async #recordOutcome(
    checked: ConnectionRecord,
    outcome: CheckOutcome,
    { isHeld }: { isHeld: boolean },
  ): Promise<void> {
    const nowMs = Date.now();
    const next = withCheck(checked, outcome, { isHeld, nowMs });
    if (isSameState(checked, next)) return;
    await this.#changes.change(async (tx) => {
      const current = await this.#store.findByPhoneNumberId(tx, checked.phoneNumberId);
      // Saved, disconnected or in new trouble meanwhile: what this check saw is over.
      if (current?.updatedAtMs !== checked.updatedAtMs || current.light !== checked.light) return;
      await this.#store.save(tx, withCheck(current, outcome, { isHeld, nowMs }));
      if (checked.light === 'connected' || next.light !== 'connected') return;
      await this.#changes.tellRenewed(tx, checked.phoneNumberId);
    });
  }
}

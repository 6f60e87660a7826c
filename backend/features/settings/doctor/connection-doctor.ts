import type { DoctorReport } from '../../../contract/doctor.ts';
import { AppError } from '../../../errors.ts';
import type { GraphInspector } from '../../../whatsapp/graph-inspector.ts';
import { isConnected } from '../connection.ts';
import type { ConnectionService } from '../connection-service.ts';
import { examine } from './doctor-checks.ts';
import { gatherFacts } from './gather-facts.ts';

/**
 * The connection doctor: asks Meta now about everything that a connection needs, and says for each
 * thing what was found and how to put it right.
 *
 * It changes nothing, neither here nor at Meta. Facts are gathered first (gather-facts.ts); the
 * checks are pure functions of them. Each fault is named by one check, and what cannot be seen
 * because of it is `unknown`, as is what Meta did not answer: silence and a 500 of Meta's never make
 * anything a problem. No secret is in a report: no token, no app secret, of foreign addresses only
 * the host.
 */
export class ConnectionDoctor {
  readonly #connections: Pick<ConnectionService, 'findRecord' | 'invalidate'>;
  readonly #inspector: GraphInspector;
  readonly #webhookUrl: string;

  constructor(parts: {
    connections: Pick<ConnectionService, 'findRecord' | 'invalidate'>;
    inspector: GraphInspector;
    /** Where Meta's webhooks should go. */
    webhookUrl: string;
  }) {
    this.#connections = parts.connections;
    this.#inspector = parts.inspector;
    this.#webhookUrl = parts.webhookUrl;
  }

  /** Throws `not_configured` while `number`, or any number, is not connected. */
  async examine(number?: string): Promise<DoctorReport> {
    this.#connections.invalidate();
    const record = await this.#connections.findRecord(number);
    if (!record || !isConnected(record)) {
      throw new AppError('not_configured', 'No WhatsApp number is connected.');
    }
    const facts = await gatherFacts(this.#inspector, record, this.#webhookUrl);
    return { checkedAt: new Date(facts.nowMs).toISOString(), checks: examine(facts) };
  }
}

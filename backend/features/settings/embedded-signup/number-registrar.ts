import { randomInt } from 'node:crypto';
import type { SignupProblem } from '../../../contract/signup.ts';
import type { Database } from '../../../database/database.ts';
import type { Refusal } from '../../../whatsapp/graph-client.ts';
import type { GraphInspector } from '../../../whatsapp/graph-inspector.ts';
import type { GraphOnboarding } from '../../../whatsapp/graph-onboarding.ts';
import type { GraphCredentials } from '../../../whatsapp/graph-transport.ts';
import type { Registration, RegistrationState, RegistrationStore } from './registration-store.ts';
import { SignupStop, stopFor } from './signup-problem.ts';

/*
 * Registers a number for the Cloud API.
 *
 * Meta counts: ten calls in 72 hours, then the number is locked for as long. So a call is made only
 * because a person pressed, only where Meta does not say CONNECTED already, and never again within a
 * minute of one that stayed without an answer. The PIN is stored, encrypted, before the call: if the
 * answer gets lost, the number's only key must not be lost with it.
 */
const LOOK_AGAIN_AFTER_MS = 60_000;
const REGISTERED_STATUS = 'CONNECTED';

/** https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes (registration) */
const REFUSALS: Record<number, { next: SignupProblem['next']; message: string }> = {
  133005: {
    next: 'enter_pin',
    message:
      'This number has a two-step PIN of its own. Enter it; if nobody knows it, switch two-step verification off in WhatsApp Manager first.',
  },
  133006: {
    next: 'try_again',
    message:
      'Meta wants this number verified first. Do that in WhatsApp Manager (Phone numbers), by SMS or call, then try again.',
  },
  133008: {
    next: 'enter_pin',
    message:
      'The PIN was wrong too often, so Meta takes none for a while. Its own words say how long; then enter the right one.',
  },
  133009: { next: 'enter_pin', message: 'The PIN was tried too fast. Wait some minutes.' },
  133015: {
    next: 'try_again',
    message: 'This number was deleted at Meta moments ago. Try again in five minutes.',
  },
  133016: {
    next: 'try_again',
    message:
      'This number was registered and deregistered too often, so Meta has locked that for 72 hours. Try again after that, not before.',
  },
};

export class NumberRegistrar {
  readonly #database: Database;
  readonly #store: RegistrationStore;
  readonly #inspector: Pick<GraphInspector, 'getNumber'>;
  readonly #onboarding: Pick<GraphOnboarding, 'register'>;

  constructor(parts: {
    database: Database;
    registrations: RegistrationStore;
    inspector: Pick<GraphInspector, 'getNumber'>;
    onboarding: Pick<GraphOnboarding, 'register'>;
  }) {
    this.#database = parts.database;
    this.#store = parts.registrations;
    this.#inspector = parts.inspector;
    this.#onboarding = parts.onboarding;
  }

  /** Registers the number unless it is. `givenPin`: the number's own. Throws SignupStop. */
  async register(
    credentials: GraphCredentials,
    givenPin: string | undefined,
    nowMs: number,
  ): Promise<void> {
    const number = await this.#inspector.getNumber(credentials, ['status']);
    if (number.kind !== 'ok') throw stopFor(number, 'how the number stands');
    if (number.value.status === REGISTERED_STATUS) return;
    const { phoneNumberId } = credentials;
    const pin = await this.#begin(phoneNumberId, givenPin, nowMs);
    const outcome = await this.#onboarding.register(credentials, pin);
    const note = (state: RegistrationState) =>
      this.#save({ phoneNumberId, pin, state, attemptedAtMs: nowMs });
    if (outcome.kind === 'ok') return note('registered');
    if (outcome.kind === 'no_answer') {
      throw new SignupStop(
        'meta_unreachable',
        `Meta gave no answer to the registration (${outcome.reason}). The number may be registered: wait a minute, then try again; we look first.`,
        { next: 'try_again' },
      );
    }
    await note('refused');
    throw outcome.kind === 'refused'
      ? explain(outcome)
      : stopFor(outcome, 'to register the number');
  }

  /** Notes the attempt before it is made; answers the PIN to make it with. */
  async #begin(phoneNumberId: string, givenPin: string | undefined, nowMs: number) {
    return this.#database.transaction(async (tx) => {
      const last = await this.#store.find(tx, phoneNumberId);
      if (last?.state === 'unknown' && nowMs - last.attemptedAtMs < LOOK_AGAIN_AFTER_MS) {
        throw new SignupStop(
          'conflict',
          'This number’s registration was asked for less than a minute ago. Wait a minute, then try again.',
          { next: 'try_again' },
        );
      }
      const keptPin = last?.state === 'refused' ? undefined : last?.pin;
      const pin = givenPin ?? keptPin ?? String(randomInt(1_000_000)).padStart(6, '0');
      await this.#store.save(tx, { phoneNumberId, pin, state: 'unknown', attemptedAtMs: nowMs });
      return pin;
    });
  }

  #save(registration: Registration): Promise<void> {
    return this.#database.transaction((tx) => this.#store.save(tx, registration));
  }
}

function explain(refusal: Refusal): SignupStop {
  const known = REFUSALS[refusal.error.code];
  if (!known) return stopFor(refusal, 'to register the number');
  const { details } = refusal.error;
  return new SignupStop(
    'refused_by_meta',
    details === undefined ? known.message : `${known.message} Meta says: ${details}`,
    { next: known.next },
  );
}

import type { Transaction } from '../../../database/database.ts';
import type { SecretBox } from '../../../secrets/secret-box.ts';

const TABLE = 'whatsapp_registrations';

/** `unknown`: asked for, and no answer came. */
export type RegistrationState = 'unknown' | 'refused' | 'registered';

/** By which PIN a number was, or may have been, registered. */
export interface Registration {
  phoneNumberId: string;
  pin: string;
  state: RegistrationState;
  attemptedAtMs: number;
}

interface RegistrationRow {
  phone_number_id: string;
  pin: string;
  state: RegistrationState;
  attempted_at: number;
}

/** The table whatsapp_registrations: one row per number, its PIN encrypted. */
export class RegistrationStore {
  readonly #secretBox: SecretBox;

  constructor(secretBox: SecretBox) {
    this.#secretBox = secretBox;
  }

  async find(tx: Transaction, phoneNumberId: string): Promise<Registration | undefined> {
    const row: RegistrationRow | undefined = await tx(TABLE)
      .where({ phone_number_id: phoneNumberId })
      .first();
    return (
      row && {
        phoneNumberId,
        pin: this.#secretBox.open(row.pin, placeOf(phoneNumberId)),
        state: row.state,
        attemptedAtMs: row.attempted_at,
      }
    );
  }

  async save(tx: Transaction, registration: Registration): Promise<void> {
    const { phoneNumberId, pin, state, attemptedAtMs } = registration;
    const row = {
      phone_number_id: phoneNumberId,
      pin: this.#secretBox.seal(pin, placeOf(phoneNumberId)),
      state,
      attempted_at: attemptedAtMs,
    };
    await tx(TABLE).insert(row).onConflict('phone_number_id').merge();
  }
}

function placeOf(phoneNumberId: string) {
  return { table: TABLE, column: 'pin', rowId: phoneNumberId };
}

/** Forgets sign-ups and PINs without reading them: for a lost key, which no store can be made with. */
export async function forgetSignups(tx: Transaction): Promise<void> {
  await tx('whatsapp_signups').delete();
  await tx(TABLE).delete();
}

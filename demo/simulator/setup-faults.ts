import { BusinessProfile } from './business-profile.ts';
import { GraphError } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SetupFault } from './setup-fault-names.ts';

const ALL_SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging'];

export const OTHER_ACCOUNT_ID = '900100200300499';
export const OTHER_CALLBACK_URL = 'https://crm.example.com/webhooks/whatsapp?key=theirs';

/**
 * Broken set-ups on demand. Unlike faults, which strike calls, these last until they are taken back,
 * and every answer is as Meta's would be for such a set-up. Sound at the start.
 */
export class SetupFaults {
  readonly #options: Required<SimulatorOptions>;
  #faults: ReadonlySet<SetupFault> = new Set();

  readonly profile: BusinessProfile;

  constructor(options: Required<SimulatorOptions>, profile = new BusinessProfile()) {
    this.#options = options;
    this.profile = profile;
  }

  has(fault: SetupFault): boolean {
    return this.#faults.has(fault);
  }

  list(): SetupFault[] {
    return [...this.#faults];
  }

  /** Exactly these from now on. */
  set(faults: readonly SetupFault[]): void {
    this.#faults = new Set(faults);
  }

  /** The app's secret as Meta has it. */
  get appSecret(): string {
    const { appSecret } = this.#options;
    return this.has('wrong_app_secret') ? `${appSecret}-of-another-app` : appSecret;
  }

  /** The permissions of the business's token. */
  get scopes(): string[] {
    const { scopes = ALL_SCOPES } = this.profile.token ?? {};
    return scopes.filter(
      (scope) =>
        !(scope === 'whatsapp_business_management' && this.has('missing_management_scope')) &&
        !(scope === 'whatsapp_business_messaging' && this.has('missing_messaging_scope')),
    );
  }

  /** The accounts that the business's token is for. */
  get accountIds(): string[] {
    const { businessAccountId } = this.#options;
    if (this.has('missing_asset')) return [OTHER_ACCOUNT_ID];
    return this.has('foreign_number') ? [OTHER_ACCOUNT_ID, businessAccountId] : [businessAccountId];
  }

  /** The account that the number is in. */
  get accountOfNumber(): string {
    return this.has('foreign_number') ? OTHER_ACCOUNT_ID : this.#options.businessAccountId;
  }

  /** Whether what happens reaches the business's server. */
  get hasWebhooks(): boolean {
    return !this.has('messages_unticked') && !this.has('foreign_callback');
  }

  /** Throws unless the token may act on its assets, by `scope`. */
  authorize(scope: 'whatsapp_business_management' | 'whatsapp_business_messaging'): void {
    if (!this.scopes.includes(scope)) {
      throw new GraphError(10, {
        message: '(#10) Application does not have permission for this action',
      });
    }
    if (this.has('missing_asset')) {
      throw new GraphError(200, { message: '(#200) You do not have the necessary permissions' });
    }
  }

  /** Throws where the number or its account may not send at all. */
  admitSending(): void {
    if (this.has('unregistered_number')) {
      throw new GraphError(133010, { details: 'Account does not exist in Cloud API' });
    }
    if (this.has('restricted_account')) throw new GraphError(131031);
    if (this.has('no_payment_method')) {
      throw new GraphError(131042, {
        details:
          'Message failed to send because there were one or more errors related to your payment method.',
      });
    }
  }
}

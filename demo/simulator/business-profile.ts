import { randomUUID } from 'node:crypto';
import type { Token } from './token.ts';
import type { WebhookUpdate } from './webhook-payloads.ts';

/** What Meta says of the number, by the Graph API's names, where it is not as at the start. */
export interface NumberChange {
  verified_name?: string;
  name_status?: string;
  code_verification_status?: string;
  status?: string;
  quality_rating?: string;
  whatsapp_business_manager_messaging_limit?: string;
  throughput_level?: 'STANDARD' | 'HIGH' | 'NOT_APPLICABLE';
  is_official_business_account?: boolean;
}

export interface AccountChange {
  account_review_status?: string;
  business_verification_status?: string;
  /** Shown to partners of Meta's only, who are asked by this: null, they see that there is none. */
  primary_funding_id?: string | null;
}

/** What the business's own access token is from now on. */
export interface TokenChange {
  type: 'SYSTEM_USER' | 'USER';
  /** 0: never ends; below 0: has ended. */
  expires_in: number;
  scopes?: string[];
}

export interface BusinessChange {
  number?: NumberChange;
  account?: AccountChange;
  token?: TokenChange;
}

/** The business's token with its moments, in seconds since 1970. */
export interface OwnToken extends Omit<Token, 'text'> {
  scopes?: string[];
}

/**
 * What Meta thinks of the business, where somebody has changed it: all else is as `options` and
 * graph-objects have it. It changes by events of the simulator's journal alone.
 */
export class BusinessProfile {
  number: NumberChange = {};
  account: AccountChange = {};
  token: OwnToken | undefined;
  /** Tokens that were given out for others. */
  readonly issued: Token[] = [];

  apply(change: { number?: NumberChange; account?: AccountChange; token?: OwnToken }): void {
    this.number = { ...this.number, ...change.number };
    this.account = { ...this.account, ...change.account };
    this.token = change.token ?? this.token;
  }
}

/** The token of a change as it is from this moment on. */
export function startToken({ type, expires_in, scopes }: TokenChange): OwnToken {
  const now = Math.floor(Date.now() / 1_000);
  return {
    type,
    issuedAt: Math.min(now, now + expires_in) - 60,
    expiresAt: expires_in === 0 ? 0 : now + expires_in,
    ...(scopes ? { scopes } : {}),
  };
}

/**
 * The webhooks by which Meta tells of a change. Of some it tells nothing: the quality rating and the
 * business's verification have to be asked for.
 */
export function describeBusinessChange(
  { number = {}, account = {} }: BusinessChange,
  displayPhoneNumber: string,
): WebhookUpdate[] {
  const display_phone_number = displayPhoneNumber.replace(/\D/g, '');
  const tell = (field: string, item: Record<string, unknown>): WebhookUpdate => ({
    id: randomUUID(),
    wamid: '',
    list: 'account',
    field,
    item,
  });
  const limit = number.whatsapp_business_manager_messaging_limit;
  const updates: WebhookUpdate[] = [];
  if (limit !== undefined) {
    const more = { max_phone_numbers_per_business: 20, max_phone_numbers_per_waba: 20 };
    updates.push(
      tell('business_capability_update', { max_daily_conversations_per_business: limit, ...more }),
    );
  }
  if (number.throughput_level === 'HIGH') {
    const event = { display_phone_number, event: 'THROUGHPUT_UPGRADE' };
    updates.push(tell('phone_number_quality_update', event));
  }
  if (number.verified_name !== undefined || number.name_status !== undefined) {
    const decision = number.name_status === 'DECLINED' ? 'REJECTED' : 'APPROVED';
    updates.push(
      tell('phone_number_name_update', {
        display_phone_number,
        decision,
        requested_verified_name: number.verified_name ?? null,
        rejection_reason: null,
      }),
    );
  }
  if (number.status === 'RESTRICTED') {
    const restriction_info = [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' }];
    updates.push(tell('account_update', { event: 'ACCOUNT_RESTRICTION', restriction_info }));
  }
  if (account.account_review_status !== undefined) {
    updates.push(tell('account_review_update', { decision: account.account_review_status }));
  }
  return updates;
}

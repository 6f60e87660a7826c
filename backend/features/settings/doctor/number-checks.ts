import { ok, problem, quote, unknownBecause, warning } from './check.ts';
import type { Check } from './check.ts';
import { listEntities, text } from './doctor-facts.ts';
import type { DoctorFacts, HealthEntity } from './doctor-facts.ts';
import { links } from './links.ts';

/** `status` of a number that was registered, whatever became of it then. */
const REGISTERED = ['CONNECTED', 'FLAGGED', 'RESTRICTED', 'RATE_LIMITED', 'BANNED'];
const RESTRICTED = ['FLAGGED', 'RESTRICTED', 'RATE_LIMITED', 'BANNED'];
const APPROVED_NAMES = ['APPROVED', 'AVAILABLE_WITHOUT_REVIEW'];

/** Codes inside `health_status`, from Meta's OpenAPI description v23.0 and numbers of live accounts. */
const PAYMENT_CODE = 141006;
/** Calls (138xxx) are not what we do. */
const isAboutCalls = (code: number) => code >= 138_000 && code <= 138_999;

const LIMITS: Record<string, string> = {
  TIER_50: '50',
  TIER_250: '250',
  TIER_1K: '1,000',
  TIER_2K: '2,000',
  TIER_10K: '10,000',
  TIER_100K: '100,000',
};

const field = (facts: DoctorFacts, name: string) =>
  facts.number.kind === 'ok' ? text(facts.number.value[name]) : undefined;

/** How the number and its account are doing at Meta. */
export const numberChecks: readonly Check[] = [
  {
    id: 'number_in_account',
    examine({ isNumberInAccount, phoneNumberId, businessAccountId }) {
      if (isNumberInAccount.kind !== 'ok') return unknownBecause(isNumberInAccount);
      if (isNumberInAccount.value)
        return ok('The number belongs to the WhatsApp Business Account.');
      return problem(`The number ${phoneNumberId} is not in the account ${businessAccountId}.`, {
        fix: 'Copy both IDs again from the same page at Meta: WhatsApp › API Setup.',
        link: links.settings('phoneNumberId'),
      });
    },
  },
  {
    id: 'registration',
    examine(facts) {
      const status = field(facts, 'status');
      if (status === undefined) return unknownBecause(facts.number);
      if (REGISTERED.includes(status)) return ok('The number is registered.');
      return problem(`The number is not registered for the Cloud API (${quote(status)}).`, {
        fix: 'Open the number in WhatsApp Manager and finish its registration.',
        link: links.phoneNumbers(facts),
      });
    },
  },
  {
    id: 'display_name',
    examine(facts) {
      const status = field(facts, 'name_status');
      if (status === undefined) return unknownBecause(facts.number);
      if (APPROVED_NAMES.includes(status)) return ok('The display name is approved.');
      const link = links.phoneNumbers(facts);
      if (status === 'PENDING_REVIEW') {
        const fix = 'Wait for Meta’s review; until then little may be sent.';
        return warning('Meta has not decided on the display name yet.', { fix, link });
      }
      const fix = 'Hand in a display name that Meta approves, in WhatsApp Manager.';
      return status === 'NONE'
        ? warning('The number has no display name.', { fix, link })
        : problem(`The display name is not approved (${quote(status)}).`, { fix, link });
    },
  },
  {
    id: 'quality',
    examine(facts) {
      const rating = field(facts, 'quality_rating');
      if (rating === undefined) return unknownBecause(facts.number);
      const cure = {
        fix: 'See in WhatsApp Manager what customers complain about, and send less of it.',
        link: links.phoneNumbers(facts),
      };
      if (rating === 'GREEN') return ok('Meta rates the number’s quality as high.');
      if (rating === 'YELLOW') return warning('Meta rates the number’s quality as medium.', cure);
      if (rating === 'RED') return problem('Meta rates the number’s quality as low.', cure);
      return ok('Meta has not rated the number’s quality yet.');
    },
  },
  {
    id: 'restriction',
    examine(facts) {
      const cure = {
        fix: 'See at Meta what is restricted and ask for another review.',
        link: links.supportHome(),
      };
      const status = field(facts, 'status') ?? '';
      if (RESTRICTED.includes(status)) {
        return problem(`Meta has restricted the number (${status}).`, cure);
      }
      const review =
        facts.account.kind === 'ok' ? text(facts.account.value.account_review_status) : undefined;
      if (review === 'REJECTED' || review === 'RESTRICTED') {
        return problem(`Meta’s review of the account ended with ${review}.`, cure);
      }
      if (facts.health.kind !== 'ok') return unknownBecause(facts.health);
      const limits = listRestrictions(facts);
      const worst = limits.find(({ isBlocked }) => isBlocked) ?? limits[0];
      if (worst?.isBlocked) return problem(`Meta blocks sending: ${worst.words}.`, cure);
      if (worst) return warning(`Meta limits sending: ${worst.words}.`, cure);
      return ok(`Meta restricts nothing.${describeLimit(facts)}`);
    },
  },
  {
    id: 'payment',
    examine(facts) {
      const cure = {
        fix: 'Add a payment method to the WhatsApp account at Meta.',
        link: links.payments(),
      };
      const errors = listEntities(facts.health).flatMap((entity) => entity.errors);
      if (errors.some(({ code }) => code === PAYMENT_CODE)) {
        return problem('Meta finds no payment method that works.', cure);
      }
      if (facts.funding.kind === 'ok') {
        if (text(facts.funding.value.primary_funding_id)) return ok('A payment method is there.');
        return warning('The account has no payment method.', cure);
      }
      // Meta shows the method itself to its partners only: that it is not shown means nothing.
      if (facts.health.kind !== 'ok') return unknownBecause(facts.health);
      return ok('Meta names no trouble with the payment method.');
    },
  },
];

interface Restriction {
  isBlocked: boolean;
  words: string;
}

/** What keeps from sending and is not another check's subject. */
function listRestrictions(facts: DoctorFacts): Restriction[] {
  return listEntities(facts.health).flatMap((entity) => {
    if (entity.canSend !== 'BLOCKED' && entity.canSend !== 'LIMITED') return [];
    if (isNamedElsewhere(entity, facts)) return [];
    const errors = entity.errors.filter(({ code }) => code !== PAYMENT_CODE && !isAboutCalls(code));
    // Something was said, but nothing that concerns this check.
    if (entity.errors.length > 0 && errors.length === 0) return [];
    const [words] = [...errors.map((error) => error.words), ...entity.notes];
    const what = words ? quote(words) : `no reason is given for the ${quote(entity.type)}`;
    return [{ isBlocked: entity.canSend === 'BLOCKED', words: what }];
  });
}

/** A number that is not registered, or whose name is not approved, may not send for that reason. */
function isNamedElsewhere({ type }: HealthEntity, facts: DoctorFacts): boolean {
  if (type !== 'PHONE_NUMBER') return false;
  const status = field(facts, 'status');
  const nameStatus = field(facts, 'name_status');
  return (
    (status !== undefined && !REGISTERED.includes(status)) ||
    (nameStatus !== undefined && !APPROVED_NAMES.includes(nameStatus))
  );
}

function describeLimit({ limit }: DoctorFacts): string {
  const tier =
    limit.kind === 'ok' ? text(limit.value.whatsapp_business_manager_messaging_limit) : undefined;
  if (tier === 'TIER_UNLIMITED') return ' There is no limit on new conversations.';
  const count = tier === undefined ? undefined : LIMITS[tier];
  return count === undefined
    ? ''
    : ` Up to ${count} customers may be written to first in 24 hours.`;
}

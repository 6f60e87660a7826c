import type { WhatsAppSettings } from '../../../backend/contract/settings.ts';
import { formatMoment } from '../../i18n/format.ts';
import { getLocale } from '../../i18n/translate.ts';
import { t } from './number-words.ts';

/** One line of the status card. */
export interface Fact {
  name: string;
  value: string;
  note?: string | undefined;
  /** Shown as a chip in this tone. */
  tone?: 'ok' | 'degraded' | 'disconnected' | undefined;
  /** Shown with a tick before it. */
  isDone?: boolean;
}

const APPROVED_NAMES = ['APPROVED', 'AVAILABLE_WITHOUT_REVIEW'] as const;
const KNOWN_NAMES = [...APPROVED_NAMES, 'PENDING_REVIEW', 'DECLINED', 'EXPIRED', 'NONE'] as const;
/** How many people a tier is, by Meta's names. */
const TIERS: Readonly<Record<string, number>> = {
  TIER_50: 50,
  TIER_250: 250,
  TIER_1K: 1_000,
  TIER_2K: 2_000,
  TIER_10K: 10_000,
  TIER_100K: 100_000,
};

/*
 * What Meta says of the number in an admin's words. What Meta has not told is called that and never
 * missing; a word of Meta's that we do not know is shown as it is. All pure.
 */

const untold = (name: string): Fact => ({ name, value: t('number.untold') });

export function describeVerification({ verificationLevel }: WhatsAppSettings): Fact {
  const name = t('verification.name');
  if (verificationLevel === null) return untold(name);
  const value = t(`verification.${verificationLevel}`);
  if (verificationLevel === 'pending') return { name, value };
  return { name, value, note: t(`verification.${verificationLevel}Text`) };
}

export function describeLimit({ messagingLimit }: WhatsAppSettings): Fact {
  const name = t('limit.name');
  if (messagingLimit === null) return untold(name);
  if (messagingLimit === 'TIER_UNLIMITED') return { name, value: t('limit.unlimited') };
  if (messagingLimit === 'TIER_NOT_SET') return { name, value: t('limit.notSet') };
  const tier = TIERS[messagingLimit];
  const count = tier?.toLocaleString(getLocale());
  return {
    name,
    value: count === undefined ? messagingLimit : t('limit.customers', { count }),
    note: t('limit.text'),
  };
}

export function describePayment({ paymentMethod }: WhatsAppSettings): Fact {
  const name = t('payment.name');
  if (paymentMethod === null) {
    return { name, value: t('payment.untold'), note: t('payment.untoldText') };
  }
  const fact = {
    name,
    value: t(`payment.${paymentMethod}`),
    note: t(`payment.${paymentMethod}Text`),
  };
  if (paymentMethod === 'added') return { ...fact, isDone: true };
  return { ...fact, tone: paymentMethod === 'missing' ? 'degraded' : 'disconnected' };
}

export function describeDisplayName({ nameStatus }: WhatsAppSettings): Fact {
  const name = t('displayName.name');
  if (nameStatus === null) return untold(name);
  const known = KNOWN_NAMES.find((each) => each === nameStatus);
  return {
    name,
    value: known ? t(`displayName.${known}`) : nameStatus,
    tone: APPROVED_NAMES.some((each) => each === nameStatus) ? undefined : 'degraded',
  };
}

export function describeThroughput({ throughputLevel }: WhatsAppSettings): Fact {
  const name = t('throughput.name');
  if (throughputLevel === 'STANDARD') {
    return { name, value: t('throughput.STANDARD'), note: t('throughput.standardText') };
  }
  if (throughputLevel === 'HIGH') {
    return { name, value: t('throughput.HIGH'), note: t('throughput.highText') };
  }
  return throughputLevel === null ? untold(name) : { name, value: throughputLevel };
}

/** Undefined: Meta has not told what kind of token it is. */
export function describeToken(
  { tokenKind, tokenExpiresAt, accessToken }: WhatsAppSettings,
  now: Date,
): Fact | undefined {
  if (tokenKind === null) return undefined;
  const name = t('token.name');
  const last4 = accessToken.last4 ?? '';
  const value = t(`token.${tokenKind}`);
  if (tokenExpiresAt === null) return { name, value, note: t('token.permanentText', { last4 }) };
  const isOver = Date.parse(tokenExpiresAt) <= now.getTime();
  const time = formatMoment(tokenExpiresAt, now);
  return {
    name,
    value,
    tone: isOver ? 'disconnected' : isEndingSoon(tokenExpiresAt, now) ? 'degraded' : undefined,
    note: t(isOver ? 'token.ended' : 'token.until', { time, last4 }),
  };
}

const DAY_MS = 86_400_000;
/** As on the server: time enough to notice and to make another token. */
const NOTICE_MS = 7 * DAY_MS;

export function isEndingSoon(expiresAt: string, now: Date): boolean {
  return Date.parse(expiresAt) - now.getTime() < NOTICE_MS;
}

/** Whole days, where there are more than two. */
export function daysLeft(leftMs: number): number | undefined {
  return leftMs >= 2 * DAY_MS ? Math.floor(leftMs / DAY_MS) : undefined;
}

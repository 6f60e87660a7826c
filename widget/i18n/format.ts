import { t } from './inbox-words.ts';
import { getLocale } from './translate.ts';

/** Times, spans and numbers as an operator reads them, in their locale and time zone. */

const DAY_MS = 24 * 3_600_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs more than a hundred uses of it. */
function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${getLocale()} ${name}`;
  let known = formatters.get(key);
  if (!known) formatters.set(key, (known = new Intl.DateTimeFormat(getLocale(), options)));
  return known;
}

/** Whole days between two moments by the operator's calendar: 0 today, 1 yesterday. */
export function daysAgo(moment: Date, now: Date): number {
  const startOf = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((startOf(now).getTime() - startOf(moment).getTime()) / DAY_MS);
}

export function formatClock(iso: string): string {
  return formatter('clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(iso),
  );
}

/** In a row of the list: a time today, then «Yesterday», a weekday, a date. */
export function formatRowTime(iso: string, now: Date): string {
  const moment = new Date(iso);
  const days = daysAgo(moment, now);
  if (days <= 0) return formatClock(iso);
  if (days === 1) return t('chat.yesterday');
  if (days < 7) return formatter('weekday', { weekday: 'long' }).format(moment);
  return formatDate(moment, now);
}

/** Above a day's messages. */
export function formatDay(iso: string, now: Date): string {
  const moment = new Date(iso);
  const days = daysAgo(moment, now);
  if (days <= 0) return t('chat.today');
  if (days === 1) return t('chat.yesterday');
  return formatDate(moment, now);
}

/** In a sentence: a date and the time. */
export function formatDateAndTime(iso: string, now: Date): string {
  return `${formatDate(new Date(iso), now)}, ${formatClock(iso)}`;
}

/** The time alone today, else the date too. */
export function formatMoment(iso: string, now: Date): string {
  return daysAgo(new Date(iso), now) === 0 ? formatClock(iso) : formatDateAndTime(iso, now);
}

function formatDate(moment: Date, now: Date): string {
  return moment.getFullYear() === now.getFullYear()
    ? formatter('date', { day: 'numeric', month: 'short' }).format(moment)
    : formatter('year', { day: 'numeric', month: 'short', year: 'numeric' }).format(moment);
}

/** An amount in a currency (ISO 4217); a code that Intl refuses stands behind the plain number. */
export function formatMoney(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(getLocale(), { style: 'currency', currency }).format(amount);
  } catch {
    return `${amount.toLocaleString(getLocale())} ${currency}`;
  }
}

/** «18 h 20 m»; under an hour «52 m», never less than one minute. */
export function formatTimeLeft(leftMs: number): string {
  const { hours, minutes } = splitTime(leftMs);
  if (hours === 0) return t('window.minutes', { minutes });
  return minutes === 0
    ? t('window.hours', { hours })
    : t('window.hoursMinutes', { hours, minutes });
}

/** The same for a screen reader: «18 hours 20 minutes». */
export function speakTimeLeft(leftMs: number): string {
  const { hours, minutes } = splitTime(leftMs);
  const words: string[] = [];
  if (hours === 1) words.push(t('window.spokenHour'));
  if (hours > 1) words.push(t('window.spokenHours', { hours }));
  if (minutes === 1) words.push(t('window.spokenMinute'));
  if (minutes > 1) words.push(t('window.spokenMinutes', { minutes }));
  return words.join(' ');
}

function splitTime(leftMs: number): { hours: number; minutes: number } {
  const total = Math.max(1, Math.floor(leftMs / 60_000));
  return { hours: Math.floor(total / 60), minutes: total % 60 };
}

/** Calling codes of one and two digits (ITU-T E.164 assignments); all others have three. */
const SHORT_CALLING_CODES = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])(?=\d)/;

/**
 * A phone number with gaps to read it by: «+1 555-555-0142», «+44 7700 900118». Whatever is not
 * `+` and digits stays as it is.
 */
export function formatPhone(phone: string): string {
  if (!/^\+\d{7,15}$/.test(phone)) return phone;
  const digits = phone.slice(1);
  const code = SHORT_CALLING_CODES.exec(digits)?.[0] ?? digits.slice(0, 3);
  const rest = digits.slice(code.length);
  if (code === '1' && rest.length === 10) {
    return `+1 ${rest.slice(0, 3)}-${rest.slice(3, 6)}-${rest.slice(6)}`;
  }
  return rest.length > 7 ? `+${code} ${rest.slice(0, -6)} ${rest.slice(-6)}` : `+${code} ${rest}`;
}

const SIZE_UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** «84 kB», «1.2 MB»: how large a file is. */
export function formatSize(bytes: number): string {
  const step = Math.min(SIZE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1_000 ** step;
  return new Intl.NumberFormat(getLocale(), {
    style: 'unit',
    unit: SIZE_UNITS[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
}

/** All but the two joiners (U+200C, U+200D), which Persian words and family emoji are made with. */
const CONTROLS = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Foreign text that must not deceive, such as a file's name: characters that control or are not seen
 * (line breaks, changes of direction) are written out as their numbers.
 */
export function showControls(text: string): string {
  return text.replace(CONTROLS, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}

/** «0:07»: how long sound or a film lasts. */
export function formatDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

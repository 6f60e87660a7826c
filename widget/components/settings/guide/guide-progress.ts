import type { SetupGuide, SetupStepId } from '../../../../backend/contract/setup-guide.ts';
import type { WhatsAppSettings } from '../../../../backend/contract/settings.ts';

/** What the guide's facts say, without its words. All pure. */

/** The first that is left to do; undefined: all are done. */
export function findCurrent(guide: SetupGuide): SetupStepId | undefined {
  return guide.steps.find(({ isDone }) => !isDone)?.id;
}

export function countDone(guide: SetupGuide): number {
  return guide.steps.filter(({ isDone }) => isDone).length;
}

/** The address that opens a chat with the number, by WhatsApp's own rules: digits only. */
export function chatLinkOf(
  { displayPhoneNumber }: Pick<WhatsAppSettings, 'displayPhoneNumber'>,
  text = '',
): string | undefined {
  const digits = displayPhoneNumber?.replace(/\D/g, '') ?? '';
  if (digits === '') return undefined;
  return `https://wa.me/${digits}${text === '' ? '' : `?text=${encodeURIComponent(text)}`}`;
}

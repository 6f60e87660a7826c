import type {
  ConnectSignupResponse,
  SignupOffer,
  SignupProblem,
  SignupStep,
} from '../../../backend/contract/signup.ts';
import { ApiError } from '../../api/api-error.ts';
import { formatPhone } from '../../i18n/format.ts';
import type { DialogOutcome } from './facebook-signup.ts';
import { SdkBlockedError, describeNeededPolicy } from './load-facebook-sdk.ts';
import { t } from './signup-words.ts';

/** What the card says about the last try. */
export interface Outcome {
  words: string;
  isGood?: boolean;
  /** Sentences below. */
  notes?: readonly string[];
  /** Lines that the page's policy lacks. */
  policy?: string;
  /** The server stopped half-way. */
  problem?: SignupProblem;
}

/** How somebody left the dialog without an end. */
export function describeDialog(dialog: Exclude<DialogOutcome, { kind: 'finished' }>): string {
  if (dialog.kind === 'only_account') return t('signup.onlyAccount');
  if (dialog.kind === 'closed') return t('signup.closed');
  if (dialog.kind === 'failed') {
    return t('signup.dialogError', { message: dialog.message, id: dialog.errorId });
  }
  if (dialog.step === undefined) return t('signup.cancelled');
  return t('signup.cancelledAt', { step: dialog.step.replaceAll('_', ' ').toLowerCase() });
}

/** Why the dialog did not open. */
export function describeBlocked(error: unknown, offer: SignupOffer): Outcome {
  if (!(error instanceof SdkBlockedError)) {
    return { words: t('signup.failed', { reason: describe(error) }) };
  }
  if (!error.isByPolicy) return { words: t('signup.notReached') };
  return { words: t('signup.blocked'), policy: describeNeededPolicy(offer) };
}

/** Some of it may be left to do: then it can be asked for again. */
export function describeDone({ settings, done, notes }: ConnectSignupResponse): Outcome {
  const { displayPhoneNumber, verifiedName } = settings;
  const number = [verifiedName, displayPhoneNumber && formatPhone(displayPhoneNumber)];
  const words = t('signup.done', { number: number.filter(Boolean).join(' · ') });
  if (notes.length === 0) return { words, isGood: true, notes: [t('signup.doneText')] };
  const problem: SignupProblem = { step: 'sync_contacts', done, next: 'try_again', numbers: [] };
  return { words, isGood: true, notes, problem };
}

/** Without an answer the server may have gone on: the same request again tells. */
export function describeStop(error: unknown): Outcome {
  const words = t('signup.failed', { reason: describe(error) });
  if (!(error instanceof ApiError)) return { words };
  if (isProblem(error.details)) return { words, problem: error.details };
  if (!error.isTransient && error.code !== 'conflict') return { words };
  const done: SignupStep[] = [];
  return { words, problem: { step: 'exchange_code', done, next: 'try_again', numbers: [] } };
}

function isProblem(details: unknown): details is SignupProblem {
  return typeof details === 'object' && details !== null && 'next' in details;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

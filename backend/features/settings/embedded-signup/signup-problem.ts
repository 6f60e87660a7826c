import type { SignupNumber, SignupProblem, SignupStep } from '../../../contract/signup.ts';
import { AppError } from '../../../errors.ts';
import type { ErrorCode } from '../../../errors.ts';
import type { CallFailure, Refusal } from '../../../whatsapp/graph-client.ts';
import { toMessageError } from '../../../whatsapp/graph-error.ts';

/** Why a sign-up stopped at a step, in words for a person. */
export class SignupStop extends Error {
  readonly code: ErrorCode;
  readonly next: SignupProblem['next'];
  readonly numbers: SignupNumber[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { next: SignupProblem['next']; numbers?: SignupNumber[]; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.next = options.next;
    this.numbers = options.numbers ?? [];
  }

  toAppError(step: SignupStep, done: readonly SignupStep[]): AppError {
    const details: SignupProblem = {
      step,
      done: [...done],
      next: this.next,
      numbers: this.numbers,
    };
    return new AppError(this.code, this.message, { details, cause: this });
  }
}

/** Meta refused a step, or gave no answer. `about` names the step in the middle of a sentence. */
export function stopFor(failure: Refusal | CallFailure, about: string): SignupStop {
  if (failure.kind !== 'refused') {
    return new SignupStop(
      'meta_unreachable',
      `Meta gave no answer when asked ${about} (${failure.reason}). Wait a moment, then try again.`,
      { next: 'try_again' },
    );
  }
  const { title, details } = toMessageError(failure.error);
  return new SignupStop(
    'refused_by_meta',
    `Meta refused ${about}: ${title}. ${details ?? ''}`.trim(),
    { next: 'try_again' },
  );
}

import type { GraphOnboarding } from '../../../whatsapp/graph-onboarding.ts';
import { SignupStop } from './signup-problem.ts';

const AGAIN = 'Connect with Facebook again.';
/** What is wrong is not the code. https://developers.facebook.com/docs/graph-api/guides/error-handling */
const CURES: Record<number, string> = {
  1: 'Check WHATSAPP_APP_SECRET on the server: it must be that of the app META_APP_ID.',
  101: 'Check META_APP_ID on the server.',
};

/**
 * The token for a code. Whatever goes wrong, the code is as good as over: it may have been used, and
 * its 30 seconds are short. Throws SignupStop.
 */
export async function exchangeCode(
  onboarding: Pick<GraphOnboarding, 'exchangeCode'>,
  app: Parameters<GraphOnboarding['exchangeCode']>[0],
  code: string,
): Promise<string> {
  const outcome = await onboarding.exchangeCode(app, code);
  if (outcome.kind === 'ok') return outcome.value;
  if (outcome.kind !== 'refused') {
    throw new SignupStop(
      'meta_unreachable',
      `Meta gave no answer to the sign-up’s code (${outcome.reason}). Nothing was changed. ${AGAIN}`,
      { next: 'start_over' },
    );
  }
  const { error } = outcome;
  throw new SignupStop(
    'refused_by_meta',
    `Meta did not take the sign-up’s code: ${error.message} Nothing was changed. ${CURES[error.code] ?? AGAIN}`,
    { next: 'start_over' },
  );
}

/** An earlier request has tried this code, and its token did not come back. */
export function codeSpent(): SignupStop {
  return new SignupStop(
    'conflict',
    'This sign-up’s code was used already. Nothing was changed. Connect with Facebook again.',
    { next: 'start_over' },
  );
}

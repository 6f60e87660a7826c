import type { SignupKind } from '../../../contract/signup.ts';
import type { GraphInspector, TokenReport } from '../../../whatsapp/graph-inspector.ts';
import type { AccountNumber, GraphOnboarding } from '../../../whatsapp/graph-onboarding.ts';
import { SignupStop, stopFor } from './signup-problem.ts';

/** What Meta says this sign-up is about. */
export interface ConfirmedAssets {
  businessAccountId: string;
  phoneNumberId: string;
  kind: SignupKind;
}

export interface Confirmation {
  app: { appId: string; appSecret: string; apiVersion: string };
  accessToken: string;
  kind: SignupKind;
  /** What the dialog told the page. */
  hints: { businessAccountId?: string | undefined; phoneNumberId?: string | undefined };
}

const MANAGEMENT = 'whatsapp_business_management';
const SCOPES = [MANAGEMENT, 'whatsapp_business_messaging'];

/**
 * Finds out from the token itself which account and number were shared. A page can be made to say
 * anything, so its ids only choose among what Meta confirms: the account must be in the token's
 * granular scopes, the number in the account. Throws SignupStop.
 */
export async function confirmAssets(
  graph: {
    inspector: Pick<GraphInspector, 'inspectToken'>;
    onboarding: Pick<GraphOnboarding, 'listNumbers'>;
  },
  { app, accessToken, kind, hints }: Confirmation,
): Promise<ConfirmedAssets> {
  const { apiVersion, appId, appSecret } = app;
  const nothing = { phoneNumberId: '', businessAccountId: '', apiVersion };
  const report = await graph.inspector.inspectToken(
    { ...nothing, accessToken },
    `${appId}|${appSecret}`,
  );
  if (report.kind !== 'ok') throw stopFor(report, 'what the new token is for');
  checkToken(report.value, appId);
  const businessAccountId = pickAccount(report.value, hints.businessAccountId);
  const numbers = await graph.onboarding.listNumbers({
    ...nothing,
    businessAccountId,
    accessToken,
    appSecret,
  });
  if (numbers.kind !== 'ok') throw stopFor(numbers, 'for the numbers of the account');
  const number = pickNumber(numbers.value, kind, hints.phoneNumberId);
  return {
    businessAccountId,
    phoneNumberId: number.id,
    // Registering a number of the app would take it away from the phone.
    kind: number.isOnBusinessApp ? 'business_app' : kind,
  };
}

function checkToken(report: TokenReport, appId: string): void {
  if (!report.isValid || report.appId !== appId) {
    throw startOver(
      'refused_by_meta',
      report.isValid
        ? 'The token that Meta gave belongs to another app. Check META_APP_ID and WHATSAPP_APP_SECRET on the server, then connect again.'
        : 'The token that Meta gave is not valid any more. Connect again.',
    );
  }
  const missing = SCOPES.filter((scope) => !report.scopes?.includes(scope));
  if (missing.length > 0) {
    throw startOver(
      'refused_by_meta',
      `Facebook did not grant ${missing.join(' and ')}. Connect again and leave every permission switched on; if none is asked for, add them to the Login configuration at Meta.`,
    );
  }
}

/** A scope without a list reaches everything that the token does. */
function pickAccount(report: TokenReport, hint: string | undefined): string {
  const shared = SCOPES.map((scope) => report.targets[scope]).filter((ids) => ids !== undefined);
  const isShared = (id: string) => shared.every((ids) => ids.includes(id));
  // Newest first, as Meta lists them.
  const account = hint ?? report.targets[MANAGEMENT]?.find(isShared);
  if (account === undefined) {
    throw startOver(
      'refused_by_meta',
      'No WhatsApp Business Account was shared. Connect again and choose one.',
    );
  }
  if (!isShared(account)) {
    throw startOver(
      'validation_failed',
      `The account ${account} is not among those that you shared. Connect again and choose it in Facebook’s window.`,
    );
  }
  return account;
}

function pickNumber(
  numbers: readonly AccountNumber[],
  kind: SignupKind,
  hint: string | undefined,
): AccountNumber {
  if (hint !== undefined) {
    const number = numbers.find(({ id }) => id === hint);
    if (number) return number;
    throw startOver(
      'validation_failed',
      `The number ${hint} is not in the account that you shared. Connect again and choose it in Facebook’s window.`,
    );
  }
  const candidates =
    kind === 'business_app'
      ? numbers.filter(({ isOnBusinessApp }) => isOnBusinessApp !== false)
      : numbers;
  const [number] = candidates;
  if (!number) {
    throw startOver(
      'refused_by_meta',
      'The account was shared, but it has no such number yet. Connect again and add the number.',
    );
  }
  if (candidates.length === 1) return number;
  throw new SignupStop('validation_failed', 'The account has several numbers. Choose one.', {
    next: 'choose_number',
    numbers: candidates.map(({ id, displayPhoneNumber, verifiedName }) => ({
      phoneNumberId: id,
      displayPhoneNumber: displayPhoneNumber ?? null,
      verifiedName: verifiedName ?? null,
    })),
  });
}

function startOver(code: 'refused_by_meta' | 'validation_failed', message: string): SignupStop {
  return new SignupStop(code, message, { next: 'start_over' });
}

import type { Refusal as GraphRefusal } from '../../whatsapp/graph-answer.ts';
import type { GraphInspector, GraphNode, TokenReport } from '../../whatsapp/graph-inspector.ts';
import type { CallFailure } from '../../whatsapp/graph-answer.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { CheckOutcome, ConnectionCandidate, ConnectionChecker } from './connection-checker.ts';
import { findShapeProblem } from './credential-shape.ts';
import { SCOPES, isProofRefusal, isTokenRefusal } from './doctor/doctor-facts.ts';

/** Meta's permanent tokens have 200 or more characters; a much shorter one was probably cut off. */
const USUAL_TOKEN_LENGTH = 200;
const SUSPICIOUS_TOKEN_LENGTH = 100;

/** Subcode of 190: the token's time is over. Permanent tokens have no such time. */
const TOKEN_EXPIRED_SUBCODE = 463;
/** «bad parameter or id not visible», «number deleted», «unknown id». */
const ID_CODES = new Set([33, 100, 803]);

type IdField = 'phoneNumberId' | 'businessAccountId';
type Refusal = Extract<CheckOutcome, { kind: 'refused' }>;

const NUMBER_FIELDS = ['id', 'display_phone_number', 'verified_name', 'quality_rating'];

/**
 * Checks credentials, first by their shape, then by asking Meta: for the number they name (which
 * also proves the app secret, by `appsecret_proof`), for what the token may do, and for the numbers
 * of the account they name, which it has to be one of. Each refusal names its field and the cure.
 *
 * Only what Meta says about the credentials is a refusal: limits, outages and errors we do not know
 * give no verdict, since a fault at Meta must never be shown as a wrong token. What the token may do
 * is looked at where Meta tells it; that a token may inspect itself is nowhere promised.
 */
export class GraphConnectionChecker implements ConnectionChecker {
  readonly #inspector: Pick<GraphInspector, 'getNumber' | 'inspectToken' | 'isNumberInAccount'>;

  constructor(inspector: Pick<GraphInspector, 'getNumber' | 'inspectToken' | 'isNumberInAccount'>) {
    this.#inspector = inspector;
  }

  async check(candidate: ConnectionCandidate): Promise<CheckOutcome> {
    const misshapen = findShapeProblem(candidate);
    if (misshapen) return misshapen;
    const number = await this.#inspector.getNumber(candidate, NUMBER_FIELDS);
    if (number.kind === 'not_sent' || number.kind === 'no_answer') return unreachable(number);
    if (number.kind === 'refused' && (isProofRefusal(number) || isTokenRefusal(number))) {
      return explain(number, candidate, 'phoneNumberId');
    }
    const [token, isOfAccount] = await Promise.all([
      this.#inspector.inspectToken(candidate),
      this.#inspector.isNumberInAccount(candidate),
    ]);
    const lack = token.kind === 'ok' ? findLack(token.value, candidate, number.kind) : undefined;
    if (lack) return lack;
    if (number.kind === 'refused') return explain(number, candidate, 'phoneNumberId');
    if (isOfAccount.kind === 'refused') {
      return explain(isOfAccount, candidate, 'businessAccountId');
    }
    if (isOfAccount.kind !== 'ok') return unreachable(isOfAccount);
    if (!isOfAccount.value) return refuseForeignNumber();
    return { kind: 'working', profile: toProfile(number.value) };
  }
}

const unreachable = ({ reason }: CallFailure): CheckOutcome => ({ kind: 'unreachable', reason });

/** What the token may not do though it must. */
function findLack(
  { isValid, scopes, targets }: TokenReport,
  { businessAccountId }: ConnectionCandidate,
  number: 'ok' | 'refused',
): Refusal | undefined {
  if (!isValid) return undefined;
  const missing = SCOPES.filter((scope) => scopes !== undefined && !scopes.includes(scope));
  if (missing.length > 0) {
    return {
      kind: 'refused',
      field: 'accessToken',
      error: 'Missing Permission',
      message: `Meta knows this token, but it lacks the permission ${missing.join(' and ')}. Make a new token for the system user with both WhatsApp permissions ticked.`,
      isTokenGood: true,
    };
  }
  const isShutOut = SCOPES.some(
    (scope) => targets[scope] !== undefined && !targets[scope].includes(businessAccountId),
  );
  if (!isShutOut) return undefined;
  // The number is there, so the token is for its account: it is the account's ID that is wrong.
  if (number === 'ok') {
    return {
      kind: 'refused',
      field: 'businessAccountId',
      error: 'Account Not Opened By This Token',
      message: `This token is not for the account ${businessAccountId}. Check the account ID, or give this account to the token’s system user at Meta.`,
      isTokenGood: true,
    };
  }
  return { ...refuseAccess(), error: 'Account Not Opened By This Token' };
}

function refuseAccess(): Refusal {
  return {
    kind: 'refused',
    field: 'accessToken',
    error: 'Missing Permission',
    message:
      'Meta knows this token, but it may not use this number. Give its system user the WhatsApp account and both WhatsApp permissions.',
    isTokenGood: true,
  };
}

function toProfile(number: GraphNode) {
  return {
    verifiedName: storable(number.verified_name, 400),
    displayPhoneNumber: storable(number.display_phone_number, 40),
    qualityRating: storable(number.quality_rating, 20),
  };
}

function refuseForeignNumber(): Refusal {
  return {
    kind: 'refused',
    field: 'phoneNumberId',
    error: 'Number Not In This Account',
    message:
      'This number exists, but it is not in this WhatsApp Business Account. Copy both IDs from the same page at Meta: WhatsApp › API Setup.',
    isTokenGood: true,
  };
}

/** Meta's words, fit for their column. */
function storable(text: unknown, maxLength: number): string | undefined {
  return typeof text === 'string' ? toStorableText(text, maxLength) : undefined;
}

function explain(
  refusal: GraphRefusal,
  candidate: ConnectionCandidate,
  idField: IdField,
): CheckOutcome {
  const { code, subcode } = refusal.error;
  if (isProofRefusal(refusal)) return refuseAppSecret(candidate.appSecret);
  if (isTokenRefusal(refusal)) {
    return {
      kind: 'refused',
      field: 'accessToken',
      error: 'Invalid Access Token',
      message: explainToken(candidate.accessToken, subcode),
    };
  }
  if (code === 10 || (code >= 200 && code <= 299)) return refuseAccess();
  if (!ID_CODES.has(code)) return { kind: 'unreachable', reason: `Meta answered error ${code}` };
  const what = idField === 'phoneNumberId' ? 'phone number' : 'WhatsApp Business Account';
  return {
    kind: 'refused',
    field: idField,
    error: idField === 'phoneNumberId' ? 'Invalid Phone Number ID' : 'Invalid Business Account ID',
    message: `Meta finds no ${what} with this ID that the token may see. Check the ID, and that the token belongs to the same business.`,
    isTokenGood: true,
  };
}

function refuseAppSecret(appSecret: string | undefined): Refusal {
  return {
    kind: 'refused',
    field: 'appSecret',
    error: appSecret ? 'Invalid App Secret' : 'App Secret Required',
    message: appSecret
      ? 'This app secret does not belong to the app of the access token. Copy it again.'
      : 'Your Meta app accepts calls with its app secret only. Enter the app secret.',
  };
}

function explainToken(token: string, subcode: number | undefined): string {
  if (subcode === TOKEN_EXPIRED_SUBCODE) {
    return 'That was a guest key. Temporary tokens stop after 24 hours. Make a permanent one so this does not happen again.';
  }
  if (token.length >= SUSPICIOUS_TOKEN_LENGTH) {
    return 'Meta does not accept this token. It may have been withdrawn or belong to another app. Make a new one and copy it in full.';
  }
  return (
    'Meta does not accept this token. It may be cut off: tokens usually have ' +
    `${USUAL_TOKEN_LENGTH} or more characters, this one has ${token.length}. Copy it again in full.`
  );
}

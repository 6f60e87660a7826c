import type { GraphError } from '../../whatsapp/graph-error.ts';
import type { GraphInspector, GraphNode } from '../../whatsapp/graph-inspector.ts';
import { toStorableText } from '../../whatsapp/storable-text.ts';
import type { CheckOutcome, ConnectionCandidate, ConnectionChecker } from './connection-checker.ts';

/** Meta's permanent tokens have 200 or more characters; a much shorter one was probably cut off. */
const USUAL_TOKEN_LENGTH = 200;
const SUSPICIOUS_TOKEN_LENGTH = 100;

/** «auth failed», «session expired», «token expired or invalid»: cloud-api.md §10. */
const TOKEN_CODES = new Set([0, 102, 190]);
/** Subcode of 190: the token's time is over. Permanent tokens have no such time. */
const TOKEN_EXPIRED_SUBCODE = 463;
/** «bad parameter or id not visible», «number deleted», «unknown id». */
const ID_CODES = new Set([33, 100, 803]);
const APP_SECRET_PATTERN = /appsecret_proof/i;

type IdField = 'phoneNumberId' | 'businessAccountId';

const NUMBER_FIELDS = ['id', 'display_phone_number', 'verified_name', 'quality_rating'];

/**
 * Checks credentials by asking Meta for the number they name, then for the numbers of the account
 * they name, which it has to be one of. Only what Meta says about the credentials is a refusal:
 * limits, outages and errors we do not know give no verdict, since a fault at Meta must never be
 * shown as a wrong token.
 */
export class GraphConnectionChecker implements ConnectionChecker {
  readonly #inspector: Pick<GraphInspector, 'getNumber' | 'isNumberInAccount'>;

  constructor(inspector: Pick<GraphInspector, 'getNumber' | 'isNumberInAccount'>) {
    this.#inspector = inspector;
  }

  async check(candidate: ConnectionCandidate): Promise<CheckOutcome> {
    const number = await this.#inspector.getNumber(candidate, NUMBER_FIELDS);
    if (number.kind === 'refused') return explain(number.error, candidate, 'phoneNumberId');
    if (number.kind !== 'ok') return { kind: 'unreachable', reason: number.reason };
    const isOfAccount = await this.#inspector.isNumberInAccount(candidate);
    if (isOfAccount.kind === 'refused') {
      return explain(isOfAccount.error, candidate, 'businessAccountId');
    }
    if (isOfAccount.kind !== 'ok') return { kind: 'unreachable', reason: isOfAccount.reason };
    if (!isOfAccount.value) return refuseForeignNumber();
    return { kind: 'working', profile: toProfile(number.value) };
  }
}

function toProfile(number: GraphNode) {
  return {
    verifiedName: storable(number.verified_name, 400),
    displayPhoneNumber: storable(number.display_phone_number, 40),
    qualityRating: storable(number.quality_rating, 20),
  };
}

function refuseForeignNumber(): CheckOutcome {
  return {
    kind: 'refused',
    field: 'phoneNumberId',
    error: 'Number Not In This Account',
    message:
      'This number exists, but it is not in this WhatsApp Business Account. Copy both IDs from the same page at Meta: WhatsApp › API Setup.',
  };
}

/** Meta's words, fit for their column. */
function storable(text: unknown, maxLength: number): string | undefined {
  return typeof text === 'string' ? toStorableText(text, maxLength) : undefined;
}

function explain(
  { code, subcode, message }: GraphError,
  candidate: ConnectionCandidate,
  idField: IdField,
): CheckOutcome {
  if (APP_SECRET_PATTERN.test(message)) return refuseAppSecret(candidate.appSecret);
  if (TOKEN_CODES.has(code)) {
    return {
      kind: 'refused',
      field: 'accessToken',
      error: 'Invalid Access Token',
      message: explainToken(candidate.accessToken, subcode),
    };
  }
  if (code === 10 || (code >= 200 && code <= 299)) {
    return {
      kind: 'refused',
      field: 'accessToken',
      error: 'Missing Permission',
      message:
        'Meta knows this token, but it may not use this number. Give its system user the WhatsApp account and both WhatsApp permissions.',
    };
  }
  if (!ID_CODES.has(code)) return { kind: 'unreachable', reason: `Meta answered error ${code}` };
  const what = idField === 'phoneNumberId' ? 'phone number' : 'WhatsApp Business Account';
  return {
    kind: 'refused',
    field: idField,
    error: idField === 'phoneNumberId' ? 'Invalid Phone Number ID' : 'Invalid Business Account ID',
    message: `Meta finds no ${what} with this ID that the token may see. Check the ID, and that the token belongs to the same business.`,
  };
}

function refuseAppSecret(appSecret: string | undefined): CheckOutcome {
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

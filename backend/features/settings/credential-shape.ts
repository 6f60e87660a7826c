import type { CheckOutcome, ConnectionCandidate } from './connection-checker.ts';

type Refusal = Extract<CheckOutcome, { kind: 'refused' }>;

interface ShapeRule {
  field: Refusal['field'];
  error: string;
  message: string;
  isBroken(candidate: ConnectionCandidate): boolean;
}

const tokenIs = (pattern: RegExp) => (candidate: ConnectionCandidate) =>
  pattern.test(candidate.accessToken);
const secretIs = (pattern: RegExp) => (candidate: ConnectionCandidate) =>
  candidate.appSecret !== undefined && pattern.test(candidate.appSecret);

/**
 * What can be told of credentials without asking anybody. Only what can never work is here: Meta
 * says nothing of how long its tokens are or how they begin, so that is no ground for a refusal.
 * The first rule that is broken speaks.
 */
const RULES: readonly ShapeRule[] = [
  {
    field: 'businessAccountId',
    error: 'Both IDs Are The Same',
    message:
      'Phone number ID and account ID are the same. Meta shows both on one page, WhatsApp › API Setup: copy each from its own line.',
    isBroken: ({ phoneNumberId, businessAccountId }) => phoneNumberId === businessAccountId,
  },
  {
    field: 'accessToken',
    error: 'Access Token With Spaces',
    message:
      'There is a space, a line break or a quotation mark in this token. Copy the token alone, in one piece.',
    isBroken: tokenIs(/[\s"'«»“”]/),
  },
  {
    field: 'accessToken',
    error: 'Access Token Cut Off',
    message:
      'This token is shortened: it has dots in place of characters. Use the copy button beside it at Meta.',
    isBroken: tokenIs(/\.\.|…|\*\*/),
  },
  {
    field: 'accessToken',
    error: 'App Secret Instead Of Access Token',
    message:
      'This looks like the app secret. The access token is another, longer key: it usually begins with EAA.',
    isBroken: tokenIs(/^[0-9a-f]{32}$/i),
  },
  {
    field: 'accessToken',
    error: 'App Token Instead Of Access Token',
    message:
      'This is the app’s own token (its ID and its secret), which cannot send. Enter a system user’s access token.',
    isBroken: tokenIs(/^\d+\|/),
  },
  {
    field: 'accessToken',
    error: 'ID Instead Of Access Token',
    message:
      'This is a number, not a token. The access token is a long key: it usually begins with EAA.',
    isBroken: tokenIs(/^\d+$/),
  },
  {
    field: 'appSecret',
    error: 'Access Token Instead Of App Secret',
    message:
      'This is an access token. The app secret has 32 characters: App settings › Basic at Meta.',
    isBroken: secretIs(/^EAA.{37}/),
  },
  {
    field: 'appSecret',
    error: 'App ID Instead Of App Secret',
    message:
      'This is the app’s ID. The app secret is below it at Meta: App settings › Basic › Show.',
    isBroken: secretIs(/^\d{10,20}$/),
  },
  {
    field: 'appSecret',
    error: 'App Secret With Spaces',
    message: 'There is a space or a line break in this app secret. Copy it again in one piece.',
    isBroken: secretIs(/\s/),
  },
];

/** The first thing that keeps credentials from ever working, with the cure; undefined: none. */
export function findShapeProblem(candidate: ConnectionCandidate): Refusal | undefined {
  const broken = RULES.find((rule) => rule.isBroken(candidate));
  if (!broken) return undefined;
  const { field, error, message } = broken;
  return { kind: 'refused', field, error, message };
}

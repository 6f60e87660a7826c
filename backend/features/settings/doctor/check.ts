import type { DoctorCheckId, DoctorLink, DoctorStatus } from '../../../contract/doctor.ts';
import type { GraphResult } from '../../../whatsapp/graph-answer.ts';
import { toStorableText } from '../../../whatsapp/storable-text.ts';
import { isAccessRefusal, isProofRefusal, isTokenRefusal } from './doctor-facts.ts';
import type { DoctorFacts } from './doctor-facts.ts';

export interface Verdict {
  status: DoctorStatus;
  finding: string;
  fix?: string;
  link?: DoctorLink;
}

/** One thing to look at. Pure: the same facts give the same verdict. */
export interface Check {
  id: DoctorCheckId;
  examine(facts: DoctorFacts): Verdict;
}

export interface Cure {
  fix: string;
  /** None where the cure is neither at Meta nor in our settings. */
  link?: DoctorLink;
}

export const ok = (finding: string): Verdict => ({ status: 'ok', finding });
export const warning = (finding: string, cure: Cure): Verdict => ({
  status: 'warning',
  finding,
  ...cure,
});
export const problem = (finding: string, cure: Cure): Verdict => ({
  status: 'problem',
  finding,
  ...cure,
});
export const unknown = (finding: string): Verdict => ({ status: 'unknown', finding });

/** Why something cannot be told. Silence is no fault, and a fault is named where it belongs, once. */
export function unknownBecause(result: GraphResult<unknown>): Verdict {
  if (isProofRefusal(result))
    return unknown('Not known while Meta does not accept the app secret.');
  if (isTokenRefusal(result)) {
    return unknown('Not known while Meta does not accept the access token.');
  }
  if (isAccessRefusal(result)) return unknown('Meta does not let this access token see it.');
  const reason =
    result.kind === 'refused'
      ? `error ${result.error.code}`
      : result.kind === 'ok'
        ? 'it is not in the answer'
        : result.reason;
  return unknown(`Meta did not tell (${reason}), which says nothing about the connection.`);
}

/** Meta's words as a part of a sentence of ours. */
export function quote(words: string): string {
  return toStorableText(words, 200)
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .trim()
    .replace(/\.$/, '');
}

import type { DoctorCheck } from '../../../contract/doctor.ts';
import { callChecks } from './call-checks.ts';
import type { Check } from './check.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import { numberChecks } from './number-checks.ts';
import { tokenChecks } from './token-checks.ts';
import { webhookChecks } from './webhook-checks.ts';

const CHECKS: readonly Check[] = [...tokenChecks, ...numberChecks, ...webhookChecks, ...callChecks];

/** Every check's verdict on the facts. */
export function examine(facts: DoctorFacts): DoctorCheck[] {
  return CHECKS.map((check) => {
    const { status, finding, fix, link } = check.examine(facts);
    return { id: check.id, status, finding, fix: fix ?? null, link: link ?? null };
  });
}

import type { EnvironmentCredentials } from '../../config.ts';
import type { FieldProblem } from '../../contract/error-body.ts';
import { AppError } from '../../errors.ts';
import type { ConnectionCandidate } from './connection-checker.ts';
import type { ConnectionRecord } from './connection-store.ts';

/** Where Meta's webhooks should go. */
export function webhookUrlOf(environment: { webhookUrl: string | undefined }, publicUrl: string) {
  return environment.webhookUrl ?? `${publicUrl}/api/webhooks/whatsapp`;
}

/** Whether a check of the candidate says something about what is stored. */
export function isSameConnection(
  candidate: ConnectionCandidate,
  stored: ConnectionRecord,
): boolean {
  return (
    candidate.phoneNumberId === stored.phoneNumberId &&
    candidate.businessAccountId === stored.businessAccountId &&
    candidate.accessToken === stored.accessToken &&
    candidate.appSecret === stored.appSecret &&
    candidate.apiVersion === stored.apiVersion
  );
}

/** What a form keeps by not sending it: the number's secrets, else the environment's. */
export function keptSecrets(
  record: ConnectionRecord | undefined,
  environment: EnvironmentCredentials,
): Pick<ConnectionRecord, 'appSecret' | 'verifyToken'> & { accessToken: string | undefined } {
  if (record && record.disconnectedAtMs === undefined) {
    const { accessToken, appSecret, verifyToken } = record;
    return { accessToken: accessToken || undefined, appSecret, verifyToken };
  }
  if (record) return { accessToken: undefined, appSecret: undefined, verifyToken: undefined };
  const { accessToken, appSecret, verifyToken } = environment;
  return { accessToken, appSecret, verifyToken };
}

/** When a credential was last given: now, unless it is the one that was kept. */
export function changedAt(
  value: string | undefined,
  kept: string | undefined,
  keptAtMs: number | undefined,
  nowMs: number,
): number | undefined {
  if (value === undefined) return undefined;
  return value === kept ? (keptAtMs ?? nowMs) : nowMs;
}

/** `validation_failed` for one field of the form. */
export function invalidField(field: string, message: string): AppError {
  const details: FieldProblem[] = [{ field, message }];
  return new AppError('validation_failed', message, { details });
}

import { createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/**
 * Whether `header` (`X-Hub-Signature-256`) is the HMAC-SHA256 of `rawBody` under one of the app
 * secrets, in Meta's exact form: `sha256=` and 64 lowercase hex digits. Bytes are compared in
 * constant time and only after the length is known to be right, because `timingSafeEqual` throws on
 * unequal lengths. The body must be the bytes as received: Meta escapes characters in its own way.
 */
export function verifySignature(
  rawBody: Buffer,
  header: string | string[] | undefined,
  appSecrets: readonly string[],
): boolean {
  const digits = typeof header === 'string' ? SIGNATURE.exec(header)?.[1] : undefined;
  if (digits === undefined) return false;
  const claimed = Buffer.from(digits, 'hex');
  // No early exit: how many secrets there are is nobody's business.
  let isValid = false;
  for (const secret of appSecrets) {
    if (secret === '') continue;
    const expected = createHmac('sha256', secret).update(rawBody).digest();
    if (timingSafeEqual(expected, claimed)) isValid = true;
  }
  return isValid;
}

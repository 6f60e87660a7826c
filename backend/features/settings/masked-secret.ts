import type { MaskedSecret } from '../../contract/settings.ts';
import { toIso } from './connection-summary.ts';

/** A secret that somebody really typed: neither omitted nor empty nor the mask itself. */
export function typedSecret(secret: string | undefined): string | undefined {
  return secret && !secret.includes('•') ? secret : undefined;
}

/** A secret as it may leave the server. */
export function maskSecret(
  secret: string | undefined,
  updatedAtMs: number | undefined,
): MaskedSecret {
  if (!secret) return { isSet: false, last4: null, updatedAt: null };
  // Four of a short secret's characters would give too much of it away.
  const last4 = secret.length >= 16 ? secret.slice(-4) : null;
  return { isSet: true, last4, updatedAt: toIso(updatedAtMs) };
}

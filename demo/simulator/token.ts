/** A token that this Meta gave out. */
export interface Token {
  text: string;
  type: 'SYSTEM_USER' | 'USER' | 'APP';
  /** Seconds since 1970; 0: never. */
  issuedAt: number;
  expiresAt: number;
}

export function hasExpired({ expiresAt }: Token): boolean {
  return expiresAt !== 0 && expiresAt * 1_000 <= Date.now();
}

/** As Meta words error 190/463. */
export function describeExpiry({ expiresAt }: Token): string {
  const when = new Date(expiresAt * 1_000).toUTCString();
  return `Error validating access token: Session has expired on ${when}.`;
}

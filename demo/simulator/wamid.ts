import { randomBytes } from 'node:crypto';

/** A message id of the form that Meta's have. Nobody may read anything out of it. */
export function makeWamid(): string {
  return `wamid.${randomBytes(36).toString('base64')}`;
}

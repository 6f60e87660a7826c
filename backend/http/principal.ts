import type { OperatorRole } from '../contract/operator.ts';

/** Who makes a request: a signed-in operator, or a server with an API key. */
export interface Principal {
  kind: 'operator' | 'api_key';
  id: string;
  name: string;
  role: OperatorRole;
}

/** Turns a bearer token into its owner; undefined for unknown, expired and revoked ones. */
export interface TokenResolver {
  findPrincipal(token: string): Promise<Principal | undefined>;
  /** The same for many, in few reads; tokens without an owner are missing from the answer. */
  findPrincipals(tokens: readonly string[]): Promise<ReadonlyMap<string, Principal>>;
}

import type { Knex } from 'knex';

/** One step of the schema, both ways; each runs in a transaction of its own. */
export interface Migration {
  up(tx: Knex): Promise<void>;
  down(tx: Knex): Promise<void>;
}

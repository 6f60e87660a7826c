import type { Knex } from 'knex';
import * as createTables from './202611210900_create_tables.ts';

export interface Migration {
  up(tx: Knex): Promise<void>;
  down(tx: Knex): Promise<void>;
}

/**
 * Every migration by its name, in the order of the names. A merged one is never edited. None may
 * switch its transaction off: a process killed half-way would leave the lock stuck.
 */
export const migrations: Record<string, Migration> = {
  '202611210900_create_tables': createTables,
};

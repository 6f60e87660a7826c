import { parseArgs } from 'node:util';
import { openDatabase } from '../database/database.ts';
import { UsageError, expectArguments, formatTable } from './command.ts';
import type { CommandGroup } from './command.ts';

/** `chasqui migrate …` */
export const migrateCommands: CommandGroup = {
  summary: 'bring the database to this version, or back',
  help: [
    'chasqui migrate status',
    'chasqui migrate up                   all steps that are missing (the server does so at start)',
    'chasqui migrate down --delete-data   takes the latest migrations back; what they added is lost',
  ].join('\n'),

  async run([command, ...args], { config, print }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: command === 'down' ? { 'delete-data': { type: 'boolean' } } : {},
    });
    expectArguments(positionals);
    if (command !== 'status' && command !== 'up' && command !== 'down') {
      throw new UsageError(`There is no command «migrate ${command}».`);
    }
    if (command === 'down' && !values['delete-data']) {
      throw new UsageError('This deletes data. Stop the server, back up, then add --delete-data.');
    }
    const database = openDatabase(config.databaseUrl);
    try {
      if (command === 'up') await database.migrateToLatest();
      if (command === 'down') await database.migrateDown();
      const rows = (await database.listMigrations()).map(({ name, isDone }) => [
        isDone ? 'done' : 'missing',
        name,
      ]);
      for (const line of formatTable(rows)) print(line);
    } finally {
      await database.close();
    }
  },
};

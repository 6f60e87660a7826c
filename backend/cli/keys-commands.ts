import { parseArgs } from 'node:util';
import { createApiKeyRequestSchema } from '../contract/operator.ts';
import { COMMAND_LINE } from '../features/operators/audit-log.ts';
import { UsageError, expectArguments, formatTable } from './command.ts';
import type { CommandGroup } from './command.ts';
import { withAccess } from './open-access.ts';
import { parseInput } from './parse-input.ts';

/** `chasqui keys …` */
export const keysCommands: CommandGroup = {
  summary: 'list, create and revoke API keys for servers',
  help: [
    'chasqui keys list',
    'chasqui keys create NAME [--admin]   shows the key, this once',
    'chasqui keys revoke ID               effective with the next request',
  ].join('\n'),

  async run([command = '', ...args], { config, print }) {
    if (!['list', 'create', 'revoke'].includes(command)) {
      throw new UsageError(`There is no command «keys ${command}».`);
    }
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: command === 'create' ? { admin: { type: 'boolean' } } : {},
    });
    await withAccess(config.databaseUrl, async ({ apiKeys }) => {
      if (command === 'list') {
        expectArguments(positionals);
        const rows = (await apiKeys.list()).map((key) => [
          key.id,
          key.name,
          key.role,
          `…${key.last4}`,
          key.last_used_at ?? 'never used',
        ]);
        for (const line of formatTable([['ID', 'NAME', 'ROLE', 'KEY', 'LAST USED'], ...rows])) {
          print(line);
        }
      } else if (command === 'create') {
        const [name] = expectArguments(positionals, 'NAME');
        const role = values.admin ? 'admin' : 'operator';
        const request = parseInput(createApiKeyRequestSchema, { name, role });
        const { key, api_key } = await apiKeys.create(request, COMMAND_LINE);
        print(`${api_key.id} (${api_key.role}). Keep this key; it is not shown again:`);
        print(key);
      } else {
        const [id = ''] = expectArguments(positionals, 'ID');
        await apiKeys.revoke(id, COMMAND_LINE);
        print(`${id} is revoked.`);
      }
    });
  },
};

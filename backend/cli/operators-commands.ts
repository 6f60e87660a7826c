import { parseArgs } from 'node:util';
import { createOperatorRequestSchema, updateOperatorRequestSchema } from '../contract/operator.ts';
import { COMMAND_LINE } from '../features/operators/audit-log.ts';
import type { OperatorService } from '../features/operators/operator-service.ts';
import { CommandError, UsageError, expectArguments, formatTable } from './command.ts';
import type { CommandGroup } from './command.ts';
import { parseInput } from './parse-input.ts';
import { withAccess } from './open-access.ts';

const COMMANDS = ['list', 'add', 'disable', 'enable', 'set-password'];

async function getByEmail(operators: OperatorService, email: string) {
  const operator = await operators.findByEmail(email);
  if (!operator) throw new CommandError(`There is no operator ${email}.`);
  return operator;
}

/** `chasqui operators …` */
export const operatorsCommands: CommandGroup = {
  summary: 'list, add and disable operators, set their passwords',
  help: [
    'chasqui operators list',
    'chasqui operators add EMAIL --name NAME [--admin]   asks for the password, or reads it from stdin',
    'chasqui operators disable EMAIL                     signs out everywhere, at once',
    'chasqui operators enable EMAIL',
    'chasqui operators set-password EMAIL                signs out everywhere, at once',
  ].join('\n'),

  async run([command = '', ...args], { config, print, readPassword }) {
    if (!COMMANDS.includes(command)) {
      throw new UsageError(`There is no command «operators ${command}».`);
    }
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: command === 'add' ? { name: { type: 'string' }, admin: { type: 'boolean' } } : {},
    });
    await withAccess(config.databaseUrl, async ({ operators }) => {
      if (command === 'list') {
        expectArguments(positionals);
        const rows = (await operators.list()).map((operator) => [
          operator.email,
          operator.name,
          operator.role,
          operator.is_active ? 'active' : 'disabled',
        ]);
        for (const line of formatTable([['EMAIL', 'NAME', 'ROLE', 'STATE'], ...rows])) print(line);
        return;
      }
      const [email = ''] = expectArguments(positionals, 'EMAIL');
      if (command === 'add') {
        if (typeof values.name !== 'string') throw new UsageError('--name NAME is missing.');
        const request = parseInput(createOperatorRequestSchema, {
          name: values.name,
          email,
          password: await readPassword(),
          role: values.admin ? 'admin' : 'operator',
        });
        const operator = await operators.create(request, COMMAND_LINE);
        print(`${operator.email} may sign in as ${operator.role}.`);
      } else if (command === 'disable' || command === 'enable') {
        const { id } = await getByEmail(operators, email);
        const isActive = command === 'enable';
        await operators.update(id, { is_active: isActive }, COMMAND_LINE);
        print(isActive ? `${email} may sign in again.` : `${email} is signed out and disabled.`);
      } else {
        const { id } = await getByEmail(operators, email);
        const request = parseInput(updateOperatorRequestSchema, { password: await readPassword() });
        await operators.update(id, request, COMMAND_LINE);
        print(`${email} has a new password and is signed out everywhere.`);
      }
    });
  },
};

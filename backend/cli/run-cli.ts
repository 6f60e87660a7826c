import { ConfigError, loadConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { CommandError, UsageError } from './command.ts';
import type { CommandContext, CommandGroup } from './command.ts';
import { doctorCommand } from './doctor-command.ts';
import { keysCommands } from './keys-commands.ts';
import { migrateCommands } from './migrate-commands.ts';
import { operatorsCommands } from './operators-commands.ts';
import { secretsCommands } from './secrets-commands.ts';
import { webhooksCommands } from './webhooks-commands.ts';

const groups: Record<string, CommandGroup> = {
  operators: operatorsCommands,
  keys: keysCommands,
  webhooks: webhooksCommands,
  doctor: doctorCommand,
  migrate: migrateCommands,
  secrets: secretsCommands,
};

const help = [
  'Usage: npx chasqui GROUP COMMAND',
  '',
  ...Object.entries(groups).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`),
  '',
  'npx chasqui GROUP --help tells more. The configuration is the server’s: environment variables.',
].join('\n');

export interface CliSurroundings {
  print: CommandContext['print'];
  printError(line: string): void;
  readPassword: CommandContext['readPassword'];
  /** Defaults to the process's. */
  environment?: NodeJS.ProcessEnv;
}

/** Runs one command line (without node and script); resolves to the exit code: 0, 1, or 2 for usage. */
export async function runCli(argv: readonly string[], around: CliSurroundings): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    around.print(help);
    return name === undefined ? 2 : 0;
  }
  const group = Object.hasOwn(groups, name) ? groups[name] : undefined;
  if (!group) {
    around.printError(`There is no group «${name}».\n\n${help}`);
    return 2;
  }
  const isIncomplete = args.length === 0 && !group.runsBare;
  if (isIncomplete || args.some((arg) => arg === '--help' || arg === '-h')) {
    around.print(group.help);
    return isIncomplete ? 2 : 0;
  }
  try {
    const config = loadConfig(around.environment);
    await group.run(args, { config, print: around.print, readPassword: around.readPassword });
    return 0;
  } catch (error) {
    if (error instanceof UsageError || isArgumentError(error)) {
      around.printError(`${error.message}\n\n${group.help}`);
      return 2;
    }
    const isExpected =
      error instanceof CommandError || error instanceof ConfigError || error instanceof AppError;
    if (!isExpected) throw error;
    around.printError(error.message);
    return 1;
  }
}

/** What node:util's parseArgs throws for options it does not know. */
function isArgumentError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('ERR_PARSE_ARGS')
  );
}

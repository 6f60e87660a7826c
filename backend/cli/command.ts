import type { Config } from '../config.ts';

/** What a command may touch besides the database. */
export interface CommandContext {
  config: Config;
  /** One line on stdout. */
  print(line: string): void;
  /** Reads a password without showing it (terminal), or the first line of stdin (pipe). */
  readPassword(): Promise<string>;
}

/** A group of commands such as `operators`, with its own help. */
export interface CommandGroup {
  /** One line for the list of groups. */
  summary: string;
  /** Usage, one command a line. */
  help: string;
  /** Without arguments it does its work instead of showing its help. */
  runsBare?: boolean;
  /** Runs `args` (without the group's name). Throws CommandError for what the caller got wrong. */
  run(args: string[], context: CommandContext): Promise<void>;
}

/** A sentence for whoever typed the command; the process ends with 1. */
export class CommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CommandError';
  }
}

/** The command was not understood: its group's help is shown as well. */
export class UsageError extends CommandError {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Throws unless exactly these positional arguments are there; returns them. */
export function expectArguments(given: readonly string[], ...names: string[]): string[] {
  if (given.length < names.length) {
    throw new UsageError(`${names[given.length]} is missing.`);
  }
  if (given.length > names.length) throw new UsageError(`What is «${given[names.length]}»?`);
  return [...given];
}

/** Rows as columns of equal width. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

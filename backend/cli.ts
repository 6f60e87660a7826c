#!/usr/bin/env node
import { readPassword } from './cli/read-password.ts';
import { runCli } from './cli/run-cli.ts';

/** `npx chasqui …`: what is done to an installation from its command line. */
process.exitCode = await runCli(process.argv.slice(2), {
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
  readPassword: () => readPassword(process.stdin, process.stderr),
});

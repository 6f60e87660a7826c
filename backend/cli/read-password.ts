import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CommandError } from './command.ts';

type Input = Readable & { isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };

/** Keys as a terminal in raw mode sends them. */
const INTERRUPT = '\u0003';
const BACKSPACES = ['\u007f', '\b'];

/**
 * Reads a password: at a terminal it asks, showing nothing of what is typed; from a pipe it takes
 * the first line. Never from an argument, which others would see in the list of processes.
 */
export async function readPassword(
  input: Input,
  output: { write(text: string): unknown },
): Promise<string> {
  if (input.isTTY) return readHidden(input, output);
  for await (const line of createInterface({ input })) return line;
  throw new CommandError('There is no password on stdin.');
}

async function readHidden(input: Input, output: { write(text: string): unknown }): Promise<string> {
  output.write('Password: ');
  input.setRawMode?.(true);
  input.setEncoding('utf8');
  let password = '';
  try {
    for await (const chunk of input) {
      for (const character of String(chunk)) {
        if (character === INTERRUPT) throw new CommandError('Nothing was changed.');
        if (character === '\r' || character === '\n') return password;
        if (BACKSPACES.includes(character)) password = [...password].slice(0, -1).join('');
        else password += character;
      }
    }
    return password;
  } finally {
    input.setRawMode?.(false);
    output.write('\n');
  }
}

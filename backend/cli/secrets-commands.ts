import { parseArgs } from 'node:util';
import { COMMAND_LINE } from '../features/operators/audit-log.ts';
import { forgetStoredSecrets } from '../features/settings/connection-store.ts';
import { forgetSignups } from '../features/settings/embedded-signup/registration-store.ts';
import { forgetCanary } from '../secrets/open-secret-box.ts';
import { UsageError, expectArguments } from './command.ts';
import type { CommandGroup } from './command.ts';
import { withAccess } from './open-access.ts';

/** `chasqui secrets …` */
export const secretsCommands: CommandGroup = {
  summary: 'start again with a new key when the secret key is lost',
  help: 'chasqui secrets forget --lost-key   deletes the stored WhatsApp credentials; messages stay. Stop the server first.',

  async run([command, ...args], { config, print }) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'lost-key': { type: 'boolean' } },
    });
    expectArguments(positionals);
    if (command !== 'forget') throw new UsageError(`There is no command «secrets ${command}».`);
    if (!values['lost-key']) {
      throw new UsageError(
        'This deletes the stored credentials. If that is meant, add --lost-key.',
      );
    }
    await withAccess(config.databaseUrl, async ({ database, auditLog }) => {
      await database.transaction(async (tx) => {
        const nowMs = Date.now();
        const numbers = await forgetStoredSecrets(tx, nowMs);
        await forgetSignups(tx);
        await auditLog.append(tx, 'secrets.forgotten', COMMAND_LINE, { numbers }, nowMs);
        await forgetCanary(tx);
      });
    });
    print('The stored credentials are deleted. Start the server and enter them again in Settings.');
  },
};

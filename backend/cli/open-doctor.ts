import type { Config } from '../config.ts';
import { ChangeLog } from '../features/feed/change-log.ts';
import { ChangeNotifier } from '../features/feed/change-notifier.ts';
import { ConnectionChanges } from '../features/settings/connection-changes.ts';
import { ConnectionRecords } from '../features/settings/connection-records.ts';
import { ConnectionService } from '../features/settings/connection-service.ts';
import type { Connection } from '../features/settings/connection-service.ts';
import { ConnectionStore } from '../features/settings/connection-store.ts';
import { webhookUrlOf } from '../features/settings/credentials.ts';
import { ConnectionDoctor } from '../features/settings/doctor/connection-doctor.ts';
import { SecretKeyError } from '../secrets/secret-key.ts';
import { openSecretBox } from '../secrets/open-secret-box.ts';
import { GraphInspector } from '../whatsapp/graph-inspector.ts';
import { CommandError } from './command.ts';
import { withAccess } from './open-access.ts';

const TIMEOUT_MS = 8_000;

/**
 * The doctor with the server's own credentials, which takes its secret key, and the numbers that are
 * connected. It writes nothing; the server may be running meanwhile.
 */
export async function withDoctor<Result>(
  config: Config,
  work: (doctor: ConnectionDoctor, numbers: Connection[]) => Promise<Result>,
): Promise<Result> {
  return withAccess(config.databaseUrl, async ({ database }) => {
    const secretBox = await openSecretBox(config, database).catch((error: unknown) => {
      throw error instanceof SecretKeyError ? new CommandError(error.message) : error;
    });
    const store = new ConnectionStore(secretBox);
    const records = new ConnectionRecords({ database, store, environment: config.whatsapp });
    const changes = new ConnectionChanges({
      database,
      records,
      changeLog: new ChangeLog(database),
      changeNotifier: new ChangeNotifier(database),
    });
    const connections = new ConnectionService({ store, records, changes });
    const doctor = new ConnectionDoctor({
      connections,
      inspector: new GraphInspector({ baseUrl: config.graphApiUrl, timeoutMs: TIMEOUT_MS }),
      webhookUrl: webhookUrlOf(config.whatsapp, config.publicUrl),
    });
    return work(doctor, await connections.list());
  });
}

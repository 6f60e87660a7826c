import { openDatabase } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { ApiKeyService } from '../features/operators/api-key-service.ts';
import { ApiKeyStore } from '../features/operators/api-key-store.ts';
import { AuditLog } from '../features/operators/audit-log.ts';
import { OperatorService } from '../features/operators/operator-service.ts';
import { OperatorStore } from '../features/operators/operator-store.ts';
import { PasswordHasher } from '../features/operators/password-hasher.ts';
import { SessionStore } from '../features/operators/session-store.ts';
import { WebhookJournalService } from '../features/webhooks/webhook-journal-service.ts';
import { WebhookReadModel } from '../features/webhooks/webhook-read-model.ts';
import { WebhookSearch } from '../features/webhooks/webhook-search.ts';
import { WebhookStore } from '../features/webhooks/webhook-store.ts';
import { CommandError } from './command.ts';

/** The services that the commands need. */
export interface Access {
  database: Database;
  operators: OperatorService;
  apiKeys: ApiKeyService;
  auditLog: AuditLog;
  webhooks: WebhookJournalService;
}

/**
 * Opens the database for `work` and closes it afterwards. The server may be running meanwhile: it
 * keeps nothing in memory that these services change. Refuses a database of another version.
 */
export async function withAccess<Result>(
  databaseUrl: string,
  work: (access: Access) => Promise<Result>,
): Promise<Result> {
  const database = openDatabase(databaseUrl);
  try {
    if ((await database.listMigrations()).some((migration) => !migration.isDone)) {
      throw new CommandError(
        'The database is not at this version: start the server once, or run «npx chasqui migrate up».',
      );
    }
    const auditLog = new AuditLog();
    // Live sockets are closed by the server itself, which asks for every token again and again.
    const sessions = { announceRevoked: () => undefined };
    const operators = new OperatorService({
      database,
      operators: new OperatorStore(),
      sessionStore: new SessionStore(),
      sessions,
      hasher: new PasswordHasher(),
      auditLog,
    });
    const apiKeys = new ApiKeyService({ database, apiKeys: new ApiKeyStore(), sessions, auditLog });
    const webhooks = new WebhookJournalService({
      database,
      store: new WebhookStore(database),
      readModel: new WebhookReadModel({ database, search: new WebhookSearch({ database }) }),
      // A running server looks for waiting webhooks every second.
      onReplayed: () => undefined,
    });
    return await work({ database, operators, apiKeys, auditLog, webhooks });
  } finally {
    await database.close();
  }
}

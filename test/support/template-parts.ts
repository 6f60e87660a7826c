import { pino } from 'pino';
import type { Database } from '../../backend/database/database.ts';
import type { ChangeLog } from '../../backend/features/feed/change-log.ts';
import type { Connection } from '../../backend/features/settings/connection-service.ts';
import { TemplateComposer } from '../../backend/features/templates/template-composer.ts';
import { TemplateService } from '../../backend/features/templates/template-service.ts';
import { TemplateStore } from '../../backend/features/templates/template-store.ts';
import { TemplateSyncStore } from '../../backend/features/templates/template-sync-store.ts';
import { TemplateSync } from '../../backend/features/templates/template-sync.ts';
import { GraphTemplates } from '../../backend/whatsapp/graph-templates.ts';

interface Connections {
  list(): Promise<Connection[]>;
  getConnected(phoneNumberId?: string): Promise<Connection>;
}

/** The templates of a rig; the sync runs only when it is told to. */
export function makeTemplates(given: {
  database: Database;
  changeLog: ChangeLog;
  connections: Connections;
  graphUrl: string;
}): { templates: TemplateService; templateSync: TemplateSync; composer: TemplateComposer } {
  const parts = {
    ...given,
    changeNotifier: { wake: () => undefined },
    store: new TemplateStore(given.database),
    syncs: new TemplateSyncStore(),
    graph: new GraphTemplates({ baseUrl: given.graphUrl }),
    logger: pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
  };
  const templateSync = new TemplateSync(parts);
  return {
    templates: new TemplateService({ ...parts, sync: templateSync }),
    templateSync,
    composer: new TemplateComposer(parts),
  };
}

import { describe, expect, it, onTestFinished } from 'vitest';
import { hostileBodies as allBodies } from '../fixtures/webhooks/hostile-bodies.ts';
import { testDatabases } from '../support/test-databases.ts';
import { AdminClient } from './support/admin-client.ts';
import { IS_FULL, report } from './support/fault-form.ts';
import { ServerObserver } from './support/server-observer.ts';
import { ServerProcess } from './support/server-process.ts';
import { countByWamid, hashOf, listBodies, whenJournalIsDone } from './support/stored-messages.ts';
import { WebhookAdmin } from './support/webhook-admin.ts';
import { WebhookPoster } from './support/webhook-poster.ts';

/** The short form leaves out what only its size makes slow. */
const hostileBodies = allBodies.filter(
  ({ body, setsAside }) => IS_FULL || (body.length < 2_000_000 && setsAside < 1_000),
);

/* Every body of test/fixtures/webhooks/hostile-bodies.ts, validly signed, and what becomes of it. */
describe.each(testDatabases)('hostile bodies with a name ($name)', ({ create }) => {
  it('are answered 200, and store, set aside and replay what they should', async (context) => {
    const opened = await create();
    onTestFinished(() => opened.discard());
    const observer = new ServerObserver();
    onTestFinished(() => observer.discard());
    const server = await ServerProcess.create({ databaseUrl: opened.url, env: observer.env });
    onTestFinished(() => server.discard());
    await server.start();
    const { pid } = server;
    const admin = new WebhookAdmin(await AdminClient.claim(server));
    const { prototypeKeys } = await observer.look(server);

    const poster = new WebhookPoster(server.webhookUrl, 8);
    onTestFinished(() => poster.close());
    const answers = await poster.postAll(hostileBodies.map(({ body }) => body));
    const refused = hostileBodies.filter((_, index) => answers[index] !== 200);
    expect(refused.map(({ name }) => name)).toEqual([]);
    await whenJournalIsDone(opened.database, 120_000);

    const look = async () => {
      const stored = await countByWamid(opened.database);
      const idOf = new Map((await listBodies(opened.database)).map(({ id, hash }) => [hash, id]));
      const seen = await admin.listAll();
      return hostileBodies.map(({ name, body, stores }) => {
        const count = stores.filter((wamid) => stored.get(wamid) === 1).length;
        const setAside = seen.get(idOf.get(hashOf(body)) ?? '')?.setAside;
        return `${name}: ${count} stored, ${setAside ?? 'nothing'} set aside`;
      });
    };
    const expected = hostileBodies.map(
      ({ name, stores, setsAside }) => `${name}: ${stores.length} stored, ${setsAside} set aside`,
    );
    const found = await look();
    const wrong = found.filter((line, index) => line !== expected[index]);
    expect(wrong, wrong.join('\n')).toEqual([]);
    for (const id of (await admin.listAll()).keys()) await admin.replay(id);
    await whenJournalIsDone(opened.database, 120_000);
    expect(await look()).toEqual(found);

    const after = await observer.look(server);
    report(context, {
      bodies: hostileBodies.length,
      'longest blocked ms': Math.round(after.maxLoopDelayMs),
      'memory MB': Math.round(after.memoryMb),
    });
    expect(after.prototypeKeys).toEqual(prototypeKeys);
    expect(server.pid).toBe(pid);
    expect(await server.isReady()).toBe(true);
  });
});

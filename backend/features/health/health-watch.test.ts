import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRig } from '../../../test/support/access-rig.ts';
import { IngestRig } from '../../../test/fixtures/webhooks/ingest-rig.ts';
import {
  BUSINESS_ACCOUNT_ID,
  PHONE_NUMBER_ID,
} from '../../../test/fixtures/webhooks/webhook-builder.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';
import { createLogger } from '../../logger.ts';
import { HealthWatch } from './health-watch.ts';

const MINUTE_MS = 60_000;

describe.each(testDatabases)('the watch on the connection ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let intake: IngestRig;
  let access: AccessRig;
  let watch: HealthWatch;
  let nowMs: number;

  /** A message that Meta accepted at this moment. */
  const accept = async (atMs: number) => {
    const { database, messages, contacts } = intake;
    await database.transaction(async (tx) => {
      const contact = await contacts.resolveRecipient(tx, '+15550100999', atMs);
      const draft = { phoneNumberId: PHONE_NUMBER_ID, contact, nowMs: atMs };
      const message = await messages.createOutgoing(tx, {
        ...draft,
        content: { kind: 'text', body: 'Hello' },
      });
      await messages.recordSending(tx, message.id);
      await messages.recordAccepted(tx, message.id, { wamid: `wamid.${message.id}`, nowMs: atMs });
    });
  };
  const status = () => access.connections.getSummary().then((summary) => summary.status);
  const checkAt = async (atMs: number) => {
    nowMs = atMs;
    access.connections.invalidate();
    await watch.check();
    return status();
  };

  beforeEach(async () => {
    opened = await create();
    intake = new IngestRig(opened.database);
    access = new AccessRig(opened.database, {
      environment: {
        phoneNumberId: PHONE_NUMBER_ID,
        businessAccountId: BUSINESS_ACCOUNT_ID,
        accessToken: 'token',
      },
    });
    await access.environmentNumber.prepare();
    await access.connections.recordRecovery(PHONE_NUMBER_ID);
    nowMs = Date.now();
    watch = new HealthWatch({
      database: opened.database,
      connections: access.connections,
      messages: intake.messages,
      backlog: intake.webhookStore,
      logger: createLogger('silent'),
      intervalMs: 60 * MINUTE_MS,
      now: () => nowMs,
    });
    watch.start();
  });
  afterEach(async () => {
    await watch.stop();
    await opened.discard();
  });

  it('says nothing while nothing is sent and nothing waits', async () => {
    expect(await checkAt(nowMs + 60 * MINUTE_MS)).toMatchObject({ light: 'connected' });
  });

  it('turns amber when webhooks wait for over a minute, and green when they are done', async () => {
    const startMs = nowMs;
    await intake.journal.append(Buffer.from('{}'), startMs);
    expect(await checkAt(startMs + 59_000)).toMatchObject({ light: 'connected' });
    const behind = await checkAt(startMs + 61_000);
    expect(behind).toMatchObject({ light: 'degraded' });
    expect(behind.reason).toContain('not shown yet');
    intake.worker.start();
    await expect.poll(() => intake.webhookStore.findOldestWaitingMs()).toBeUndefined();
    await intake.worker.stop();
    expect(await checkAt(startMs + 62_000)).toMatchObject({ light: 'connected', reason: null });
  });

  it('turns amber when nothing is reported of a sent message for five minutes', async () => {
    const sentMs = nowMs + 10 * MINUTE_MS;
    await accept(sentMs);
    expect(await checkAt(sentMs + 4 * MINUTE_MS)).toMatchObject({ light: 'connected' });
    const silent = await checkAt(sentMs + 6 * MINUTE_MS);
    expect(silent).toMatchObject({ light: 'degraded' });
    expect(silent.reason).toContain('reported nothing about sent messages');
    // Once raised it is told once.
    await checkAt(sentMs + 7 * MINUTE_MS);
    const changes = await access.changeLog.readAfter(0, 100);
    expect(changes.filter(({ payload }) => payload.includes('reported nothing'))).toHaveLength(1);
  });

  it('turns green when Meta reports on any message of the number', async () => {
    const sentMs = nowMs + 10 * MINUTE_MS;
    await accept(sentMs);
    await checkAt(sentMs + 6 * MINUTE_MS);
    access.connectionActivity.recordStatusesReceived([PHONE_NUMBER_ID], sentMs + 7 * MINUTE_MS);
    await access.connectionActivity.stop();
    expect(await checkAt(sentMs + 8 * MINUTE_MS)).toMatchObject({ light: 'connected' });
  });

  it('does not blame a number whose last message was reported on', async () => {
    const sentMs = nowMs + 10 * MINUTE_MS;
    await accept(sentMs);
    access.connectionActivity.recordStatusesReceived([PHONE_NUMBER_ID], sentMs + 1_000);
    await access.connectionActivity.stop();
    expect(await checkAt(sentMs + 60 * MINUTE_MS)).toMatchObject({ light: 'connected' });
  });

  it('gives Meta five minutes after a start, and forgets sends of the day before', async () => {
    await accept(nowMs - 30 * MINUTE_MS);
    expect(await checkAt(nowMs + MINUTE_MS)).toMatchObject({ light: 'connected' });
    expect(await checkAt(nowMs + 5 * MINUTE_MS)).toMatchObject({ light: 'degraded' });
    expect(await checkAt(nowMs + 25 * 60 * MINUTE_MS)).toMatchObject({ light: 'connected' });
  });

  it('leaves the alarm of a longer-running instance alone after a start of its own', async () => {
    const sentMs = nowMs + 10 * MINUTE_MS;
    await accept(sentMs);
    expect(await checkAt(sentMs + 6 * MINUTE_MS)).toMatchObject({ light: 'degraded' });
    await watch.stop();
    watch.start();
    expect(await checkAt(sentMs + 7 * MINUTE_MS)).toMatchObject({ light: 'degraded' });
    access.connectionActivity.recordStatusesReceived([PHONE_NUMBER_ID], sentMs + 8 * MINUTE_MS);
    await access.connectionActivity.stop();
    expect(await checkAt(sentMs + 8 * MINUTE_MS)).toMatchObject({ light: 'connected' });
  });

  it('does not blame Meta while statuses may wait in the journal', async () => {
    const sentMs = nowMs + 10 * MINUTE_MS;
    await accept(sentMs);
    await intake.journal.append(Buffer.from('{}'), sentMs);
    const { reason } = await checkAt(sentMs + 6 * MINUTE_MS);
    expect(reason).toContain('not shown yet');
    const changes = await access.changeLog.readAfter(0, 100);
    expect(changes.filter(({ payload }) => payload.includes('reported nothing'))).toEqual([]);
  });

  it('never hides what is worse', async () => {
    const sentMs = nowMs + 10 * MINUTE_MS;
    await accept(sentMs);
    const trouble = { light: 'disconnected', reason: 'Meta refused the token.' } as const;
    await access.connections.recordTrouble(PHONE_NUMBER_ID, trouble);
    expect(await checkAt(sentMs + 6 * MINUTE_MS)).toMatchObject(trouble);
    await access.connections.recordRecovery(PHONE_NUMBER_ID);
    expect(await status()).toMatchObject({ light: 'degraded' });
  });

  it('hears of statuses through the intake', async () => {
    const heard: string[] = [];
    intake.messages.onStatusesReceived((ids) => heard.push(...ids));
    await opened.database.transaction((tx) =>
      intake.messages.recordStatuses(
        tx,
        [
          {
            phoneNumberId: PHONE_NUMBER_ID,
            messageId: 'wamid.UNKNOWN',
            status: 'delivered',
            reportedAtMs: nowMs,
            recipient: {},
            callbackData: undefined,
            error: undefined,
          },
        ],
        nowMs,
      ),
    );
    expect(heard).toEqual([PHONE_NUMBER_ID]);
  });
});

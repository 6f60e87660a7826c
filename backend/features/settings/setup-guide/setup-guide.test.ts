import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRig } from '../../../../test/support/access-rig.ts';
import { testDatabases } from '../../../../test/support/test-databases.ts';
import { COMMAND_LINE } from '../../operators/audit-log.ts';
import { SetupGuideService } from './setup-guide-service.ts';
import { SetupStepStore } from './setup-step-store.ts';

const form = {
  phoneNumberId: '700500300100200',
  businessAccountId: '900100200300400',
  accessToken: 'EAAplantedtoken0000000000000000000000abcd',
  appSecret: 'plantedappsecret0000000000001234',
  apiVersion: 'v26.0',
};
const AT_MS = 1_793_000_000_000;
const AT = new Date(AT_MS).toISOString();

describe.each(testDatabases)('the setup guide ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  let guide: SetupGuideService;
  let first: { atMs: number; text: string | undefined } | undefined;
  beforeEach(async () => {
    opened = await create();
    rig = new AccessRig(opened.database);
    await rig.environmentNumber.prepare();
    first = undefined;
    guide = new SetupGuideService({
      database: opened.database,
      store: new SetupStepStore(),
      connections: rig.connections,
      changes: rig.connectionChanges,
      firstMessages: { findFirstReceived: async () => first },
    });
  });
  afterEach(async () => {
    await rig.stop();
    await opened.discard();
  });
  const done = async () =>
    (await guide.getGuide()).steps.filter(({ isDone }) => isDone).map(({ id }) => id);
  const changes = async () =>
    (await rig.changeLog.readAfter(0, 100)).map(({ payload }) => JSON.parse(payload).type);

  it('begins with nothing done', async () => {
    const { steps, isBegun, firstMessage } = await guide.getGuide();
    expect(steps.map(({ id }) => id)).toEqual([
      'number',
      'app',
      'credentials',
      'webhook',
      'message',
    ]);
    expect(steps.filter(({ isDone, doneAt }) => isDone || doneAt !== null)).toEqual([]);
    expect([isBegun, firstMessage]).toEqual([false, null]);
  });

  it('remembers what a person ticks, tells every screen, and forgets it again', async () => {
    const { steps } = await guide.setStep({ step: 'number', isDone: true }, AT_MS);
    expect(steps[0]).toEqual({ id: 'number', isDone: true, doneAt: AT });
    await guide.setStep({ step: 'number', isDone: true }, AT_MS + 1);
    expect((await guide.getGuide()).steps[0]?.doneAt).toBe(AT);
    expect(await changes()).toEqual(['settings.changed', 'settings.changed']);
    await guide.setStep({ step: 'number', isDone: false });
    expect(await done()).toEqual([]);
  });

  it('takes working credentials as proof of all that comes before them', async () => {
    await rig.settings.save(form, COMMAND_LINE);
    expect(await done()).toEqual(['number', 'app', 'credentials']);
    expect((await guide.getGuide()).isBegun).toBe(false);
  });

  it('does not count credentials without the app secret: no webhook could be believed', async () => {
    await rig.settings.save({ ...form, appSecret: undefined }, COMMAND_LINE);
    expect(await done()).toEqual([]);
  });

  it('takes the credentials back when Meta does not take the token any more', async () => {
    await rig.settings.save(form, COMMAND_LINE);
    const trouble = { light: 'disconnected', reason: 'That was a guest key.' } as const;
    await rig.connections.recordTrouble(form.phoneNumberId, trouble);
    expect(await done()).toEqual([]);
  });

  it('sees Meta’s verification and says so at once', async () => {
    await rig.settings.save(form, COMMAND_LINE);
    const before = (await changes()).length;
    await rig.connectionActivity.recordWebhookVerified(AT_MS);
    expect(await done()).toEqual(['number', 'app', 'credentials', 'webhook']);
    expect((await changes()).length).toBe(before + 1);
  });

  it('ends with the first message, which also proves the webhook', async () => {
    await rig.settings.save(form, COMMAND_LINE);
    first = { atMs: AT_MS, text: 'Hello' };
    expect(await done()).toHaveLength(5);
    const { steps, firstMessage } = await guide.getGuide();
    expect(steps[3]?.doneAt).toBe(AT);
    expect(firstMessage).toEqual({ at: AT, text: 'Hello' });
  });

  it('keeps the manual steps over a disconnection, and none of the facts', async () => {
    await guide.setStep({ step: 'number', isDone: true });
    await rig.settings.save(form, COMMAND_LINE);
    first = { atMs: AT_MS, text: 'Hello' };
    await rig.settings.disconnect(COMMAND_LINE);
    expect(await done()).toEqual(['number']);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

const NADIA = { user: '+15550100999' };

describe('blocking people', () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await SimulatorRig.start();
    rig.simulator.customerWrites('nadia', 'Hello');
    await rig.simulator.whenIdle();
  });
  afterEach(() => rig.stop());

  const call = (method: string, ...users: object[]) =>
    rig.call(method, `${rig.simulator.options.phoneNumberId}/block_users`, {
      body: { messaging_product: 'whatsapp', block_users: users },
    });

  it('ends it for both sides until they are unblocked', async () => {
    const blocked = await call('POST', NADIA);
    expect(blocked).toMatchObject({
      status: 200,
      body: { block_users: { added_users: [{ input: NADIA.user, wa_id: '15550100999' }] } },
    });
    expect((await rig.send()).error.code).toBe(130_403);
    const heard = rig.sink.received.length;
    rig.simulator.customerWrites('nadia', 'Can you hear me?');
    await rig.simulator.whenIdle();
    expect(rig.sink.received).toHaveLength(heard);
    await call('DELETE', NADIA);
    expect((await rig.send()).status).toBe(200);
    rig.simulator.customerWrites('nadia', 'And now?');
    await rig.simulator.whenIdle();
    expect(JSON.stringify(rig.sink.received.at(-1)?.value())).not.toContain('Can you hear me?');
  });

  it('takes only who has written in the last 24 hours, and says of whom it did not', async () => {
    const answer = await call('POST', NADIA, { user_id: 'US.77310042951188' });
    expect(answer).toMatchObject({
      status: 400,
      error: { code: 139_100 },
      body: {
        block_users: {
          added_users: [{ input: NADIA.user }],
          failed_users: [{ input: 'US.77310042951188', errors: [{ code: 131_047 }] }],
        },
      },
    });
    const list = await rig.call('GET', `${rig.simulator.options.phoneNumberId}/block_users`);
    expect(list.body.data).toEqual([{ messaging_product: 'whatsapp', wa_id: '15550100999' }]);
  });

  it.each([
    ['nobody', []],
    ['an unknown key', [{ phone: '+15550100999' }]],
    ['a number that is no text', [{ user: 15550100999 }]],
  ])('refuses %s', async (_what, users) => {
    expect((await call('POST', ...(users as object[]))).status).toBe(400);
  });
});

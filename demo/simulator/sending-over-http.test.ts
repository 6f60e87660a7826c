import { afterEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

describe('sending over HTTP', () => {
  let rig: SimulatorRig;
  afterEach(() => rig.stop());

  const start = async (options: object = {}) => {
    rig = await SimulatorRig.start(options);
    for (const { id } of rig.simulator.customers) rig.simulator.customerWrites(id, 'Hello');
    await rig.simulator.whenIdle();
  };
  const messages = () => `${rig.simulator.options.phoneNumberId}/messages`;
  const toBoth = ['+15550100999', '+15550100998'];

  it('refuses what exceeds the number’s throughput with 130429, whoever it is to', async () => {
    await start({ throughputPerSecond: 1 });
    const answers = [];
    for (const to of toBoth) answers.push(await rig.send({ to }));
    expect(answers.map(({ status, error }) => [status, error?.code])).toEqual([
      [200, undefined],
      [400, 130429],
    ]);
    expect(answers[1]?.error.message).toBe('(#130429) Rate limit hit');
    expect(rig.simulator.ledger.list()).toHaveLength(1);
  });

  it('refuses a text to someone whose window has run out, until they write again', async () => {
    await start({ serviceWindowMs: 150 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const refused = await rig.send();
    expect([refused.status, refused.error.code]).toEqual([400, 131047]);
    rig.simulator.customerWrites('nadia', 'Still there?');
    expect((await rig.send()).status).toBe(200);
    expect((await rig.send({ to: '+15550100998' })).error.code).toBe(131047);
  });

  it('refuses a send with a wrong token or a wrong appsecret_proof, and accepts nothing', async () => {
    await start();
    const text = { messaging_product: 'whatsapp', to: '+15550100999', text: { body: 'x' } };
    const unknown = await rig.call('POST', messages(), { body: text, token: 'EAAwrong' });
    expect([unknown.status, unknown.error.code]).toEqual([401, 190]);
    expect(unknown.headers.get('www-authenticate')).toContain('invalid_token');
    const path = `${messages()}?appsecret_proof=${'0'.repeat(64)}`;
    const unproven = await rig.call('POST', path, { body: text });
    expect([unproven.status, unproven.error.code, unproven.error.type]).toEqual([
      400,
      100,
      'GraphMethodException',
    ]);
    expect(rig.simulator.ledger.list()).toEqual([]);
  });

  it('never repeats a token in an error', async () => {
    await start();
    const { body } = await rig.call('GET', messages(), { token: 'EAAmistyped' });
    expect(JSON.stringify(body)).not.toContain('EAAmistyped');
  });

  it('takes the token from the query too', async () => {
    await start();
    const { accessToken, phoneNumberId } = rig.simulator.options;
    const path = `${phoneNumberId}?access_token=${accessToken}`;
    expect((await rig.call('GET', path, { token: null })).status).toBe(200);
  });

  it('brings every accepted message to the phone once, whatever becomes of answers and webhooks', async () => {
    await start();
    rig.simulator.faults.add({ kind: 'duplicate_webhook', copies: 3, count: null });
    rig.simulator.faults.add({ kind: 'swapped_statuses' });
    rig.simulator.faults.add({ kind: 'drop_after_accept' });
    rig.sink.answers.push(500, 503);
    // The business can't know, and sends again: two messages, as at Meta.
    await expect(rig.send({ biz_opaque_callback_data: 'row:1' })).rejects.toThrow();
    await rig.send({ biz_opaque_callback_data: 'row:1' });
    await rig.send({ biz_opaque_callback_data: 'row:2' });
    await rig.simulator.whenIdle();
    const received = rig.simulator.ledger.listReceived('nadia');
    expect(received.map(({ callbackData }) => callbackData)).toEqual(['row:1', 'row:1', 'row:2']);
    expect(new Set(received.map(({ wamid }) => wamid)).size).toBe(3);
    // Each was told of four times, and yet it is one message on the phone.
    const told = rig.sink.accepted.filter(
      ({ id, status }) => id === received[2]?.wamid && status === 'delivered',
    );
    expect(told).toHaveLength(4);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatorRig } from './test-rig.ts';

describe('who a customer is', () => {
  let folder: string;
  let rig: SimulatorRig;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chasqui-simulator-'));
    rig = await SimulatorRig.start({ stateFile: join(folder, 'state.jsonl') });
  });
  afterEach(async () => {
    await rig.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const change = async (path: string, body: object) => {
    const url = `${rig.simulator.url}/simulator/customers/${path}`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const find = (id: string) => rig.simulator.customers.find((customer) => customer.id === id);
  const told = async () => {
    await rig.simulator.whenIdle();
    return rig.sink.accepted;
  };

  it('changes with the number, which Meta tells with the old and the new user id', async () => {
    const answer = await change('nadia/number', { phone: '+1 555 010 0888' });
    expect(answer).toMatchObject({ status: 200, body: { customer: { phone: '+15550100888' } } });
    const userId = find('nadia')?.userId;
    expect(userId).toMatch(/^US\.\d{14}$/);
    const [notice] = await told();
    expect(notice).toMatchObject({
      from: '15550100999',
      type: 'system',
      system: {
        type: 'user_changed_number',
        wa_id: '15550100888',
        previous_user_id: 'US.48213570926641',
        user_id: userId,
      },
    });
    expect(rig.sink.received[0]?.value().contacts).toBeUndefined();
    rig.simulator.customerWrites('nadia', 'Still me');
    expect((await told()).at(-1)).toMatchObject({ from: '15550100888', from_user_id: userId });
  });

  it('changes without any number being told where webhooks withhold it', async () => {
    await change('aiko/number', {});
    const [notice] = await told();
    expect(notice).toMatchObject({
      system: { type: 'user_changed_user_id', previous_user_id: 'JP.30914477120056' },
    });
    expect(JSON.stringify(notice)).not.toMatch(/wa_id|"from"/);
  });

  it('keeps its number to itself once there is a username, and is still reached by it', async () => {
    await change('nadia/username', { username: '@nadia.o' });
    rig.simulator.customerWrites('nadia', 'Hello');
    const [message] = await told();
    expect(message).not.toHaveProperty('from');
    expect(rig.sink.received[0]?.value().contacts).toEqual([
      { profile: { name: 'Nadia Okoro', username: 'nadia.o' }, user_id: 'US.48213570926641' },
    ]);
    expect((await rig.send()).status).toBe(200);
    await told();
    expect(rig.simulator.ledger.listReceived('nadia')).toHaveLength(1);
  });

  it('shares the number when asked, and webhooks tell it from then on', async () => {
    rig.simulator.customerWrites('aiko', 'Hello');
    const interactive = {
      type: 'request_contact_info',
      body: { text: 'Your number, please?' },
      action: { name: 'request_contact_info' },
    };
    const recipient = 'JP.30914477120056';
    const asked = await rig.send({
      to: undefined,
      recipient,
      type: 'interactive',
      text: undefined,
      interactive,
    });
    await told();
    const [{ id } = { id: '' }] = asked.body.messages as { id: string }[];
    expect((await change('aiko/phone', { message_id: id })).status).toBe(201);
    expect((await change('aiko/phone', { message_id: 'wamid.OTHER' })).status).toBe(400);
    expect((await told()).at(-1)).toMatchObject({
      type: 'contacts',
      context: { id },
      contacts: [{ origin: 'contact_request', phones: [{ wa_id: '15550100996' }] }],
    });
    rig.simulator.customerWrites('aiko', 'There you are');
    expect((await told()).at(-1)).toMatchObject({ from: '15550100996' });
  });

  it('is not two people’s number', async () => {
    expect((await change('nadia/number', { phone: '+15550100998' })).status).toBe(400);
  });

  it('stays through a restart', async () => {
    await change('nadia/number', { phone: '+15550100888' });
    const before = find('nadia');
    await rig.simulator.stop();
    await rig.startSimulator({ stateFile: join(folder, 'state.jsonl') });
    expect(find('nadia')).toEqual(before);
  });
});

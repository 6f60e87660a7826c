import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from './simulator.ts';
import { SimulatorRig, WebhookSink } from './test-rig.ts';

/**
 * A kill -9 leaves what the operating system has got so far. So does a copy of the file while the
 * first simulator still runs and has closed nothing.
 */
describe('after a kill, a simulator with a state file', () => {
  let folder: string;
  let rig: SimulatorRig;
  let copyOfState: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chasqui-simulator-'));
    copyOfState = join(folder, 'copy.jsonl');
    rig = await SimulatorRig.start({ stateFile: join(folder, 'state.jsonl') });
  });
  afterEach(async () => {
    await rig.stop();
    rmSync(folder, { recursive: true });
  });

  const takeCopy = () => copyFileSync(join(folder, 'state.jsonl'), copyOfState);
  const restart = async () => {
    const sink = new WebhookSink();
    const url = await sink.start();
    const simulator = await startSimulator({
      stateFile: copyOfState,
      statusDelayMs: 5,
      webhookUrl: url,
    });
    return { sink, simulator };
  };

  it('still has the chats and the ledger', async () => {
    const wamid = rig.simulator.customerWrites('nadia', 'Hello');
    const { body } = await rig.send({ biz_opaque_callback_data: 'row:1' });
    await rig.simulator.whenIdle();
    rig.simulator.customerReads('nadia');
    rig.simulator.customerReacts('nadia', (body.messages as [{ id: string }])[0].id, '👍');
    rig.simulator.customerEdits('nadia', wamid, 'Hello!');
    rig.simulator.customerDeletes('nadia', rig.simulator.customerWrites('nadia', 'Oops'));
    await rig.simulator.whenIdle();
    takeCopy();
    const { simulator, sink } = await restart();
    expect(simulator.ledger.list()).toEqual(rig.simulator.ledger.list());
    expect(simulator.ledger.listReceived('nadia')).toMatchObject([
      { callbackData: 'row:1', readAtMs: expect.any(Number) },
    ]);
    const chats = async (url: string) => (await fetch(`${url}/simulator/customers`)).json();
    expect(await chats(simulator.url)).toEqual(await chats(rig.simulator.url));
    expect(JSON.stringify(await chats(simulator.url))).toContain(wamid);
    await simulator.whenIdle();
    expect(sink.received).toEqual([]);
    await simulator.stop();
    await sink.stop();
  });

  it('sends the webhooks that nobody had answered, and knows the old wamids', async () => {
    rig.sink.answers.push(...Array<number>(50).fill(503));
    const wamid = rig.simulator.customerWrites('nadia', 'Is anybody there?');
    while (rig.sink.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    takeCopy();
    const { simulator, sink } = await restart();
    await simulator.whenIdle();
    expect(sink.accepted).toMatchObject([{ id: wamid, text: { body: 'Is anybody there?' } }]);
    const { options, url } = simulator;
    const read = await fetch(`${url}/v26.0/${options.phoneNumberId}/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${options.accessToken}`,
      },
      body: JSON.stringify({ messaging_product: 'whatsapp', status: 'read', message_id: wamid }),
    });
    expect(await read.json()).toEqual({ success: true });
    await simulator.stop();
    await sink.stop();
  });

  it('brings messages to the phone that were accepted but still under way, once', async () => {
    await rig.simulator.stop();
    await rig.startSimulator({ stateFile: join(folder, 'state.jsonl'), statusDelayMs: 60_000 });
    rig.simulator.customerWrites('nadia', 'Hello');
    await rig.send({ biz_opaque_callback_data: 'row:3' });
    takeCopy();
    const { simulator, sink } = await restart();
    await simulator.whenIdle();
    expect(simulator.ledger.listReceived('nadia')).toHaveLength(1);
    const told = sink.accepted.map(({ status }) => status).filter((status) => status);
    expect(told).toEqual(['sent', 'delivered']);
    await simulator.stop();
    await sink.stop();
  });

  it('cuts off the torn line that a kill may leave, and goes on behind the last whole one', async () => {
    rig.simulator.customerWrites('nadia', 'Whole');
    takeCopy();
    appendFileSync(copyOfState, '{"type":"customer_wro');
    const { simulator, sink } = await restart();
    simulator.customerWrites('nadia', 'After');
    await simulator.whenIdle();
    await simulator.stop();
    await sink.stop();
    const lines = readFileSync(copyOfState, 'utf8').trim().split('\n');
    const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types.filter((type) => type === 'customer_wrote')).toHaveLength(2);
  });

  it('sends what nobody had answered also when the last line is torn', async () => {
    rig.sink.answers.push(...Array<number>(50).fill(503));
    const wamid = rig.simulator.customerWrites('aiko', 'Before the kill 🫖');
    takeCopy();
    const torn = Buffer.from('{"type":"customer_wrote","message":{"content":{"body":"🫖');
    appendFileSync(copyOfState, torn.subarray(0, -2));
    const { simulator, sink } = await restart();
    await simulator.whenIdle();
    expect(sink.accepted).toMatchObject([{ id: wamid, text: { body: 'Before the kill 🫖' } }]);
    await simulator.stop();
    await sink.stop();
  });

  it('stays unsubscribed when the app was unsubscribed', async () => {
    const path = `${rig.simulator.options.businessAccountId}/subscribed_apps`;
    await rig.call('DELETE', path);
    takeCopy();
    const { simulator, sink } = await restart();
    simulator.customerWrites('nadia', 'Nobody hears this');
    await simulator.whenIdle();
    expect(sink.received).toEqual([]);
    await simulator.stop();
    await sink.stop();
  });
});

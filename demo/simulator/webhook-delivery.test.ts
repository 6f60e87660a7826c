import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from './simulator.ts';
import { SimulatorRig, WebhookSink } from './test-rig.ts';

const VERIFY_TOKEN = 'simulated-verify-token';
const MAX_BODY_BYTES = 3 * 1_024 * 1_024;

describe('the verification of a webhook address', () => {
  let rig: SimulatorRig;
  let other: WebhookSink;
  let otherUrl: string;
  beforeEach(async () => {
    rig = await SimulatorRig.start();
    other = new WebhookSink();
    otherUrl = await other.start();
  });
  afterEach(async () => {
    await rig.stop();
    await other.stop();
  });

  it('asks as Meta asks, and from then on delivers there alone', async () => {
    await rig.simulator.setWebhook({ url: `${otherUrl}?shop=1`, verifyToken: VERIFY_TOKEN });
    expect(other.handshakes).toEqual([
      {
        shop: '1',
        'hub.mode': 'subscribe',
        'hub.verify_token': VERIFY_TOKEN,
        'hub.challenge': expect.stringMatching(/^\d+$/),
      },
    ]);
    rig.simulator.customerWrites('nadia', 'Over there');
    await rig.simulator.whenIdle();
    expect(texts(other)).toEqual(['Over there']);
    expect(rig.sink.received).toEqual([]);
  });

  it.each([
    ['refuses the verify token', 'wrong', undefined],
    ['gives back another challenge', VERIFY_TOKEN, '42 and more'],
  ])('keeps the old address when the new one %s', async (_what, verifyToken, answer) => {
    other.challengeAnswer = answer;
    await expect(rig.simulator.setWebhook({ url: otherUrl, verifyToken })).rejects.toThrow(
      'not verified',
    );
    rig.simulator.customerWrites('nadia', 'Still here');
    await rig.simulator.whenIdle();
    expect(texts(rig.sink)).toEqual(['Still here']);
    expect(other.received).toEqual([]);
  });

  it('lets what happened before there was an address go to the first one', async () => {
    const simulator = await startSimulator({ statusDelayMs: 5 });
    simulator.customerWrites('nadia', 'Early');
    await simulator.whenIdle();
    await simulator.setWebhook({ url: otherUrl, verifyToken: VERIFY_TOKEN });
    await simulator.whenIdle();
    await simulator.stop();
    expect(texts(other)).toEqual(['Early']);
  });

  it('leaves the port free when the address given at the start is refused', async () => {
    const port = await findFreePort();
    const options = { port, webhookUrl: otherUrl };
    await expect(startSimulator({ ...options, verifyToken: 'wrong' })).rejects.toThrow(
      'not verified',
    );
    const simulator = await startSimulator(options);
    await simulator.stop();
  });
});

describe('the delivery of webhooks', () => {
  let rig: SimulatorRig;
  afterEach(() => rig.stop());

  /** Writes while the first webhook is under way, so that all of it is pending together. */
  const writeTogether = async (words: readonly string[]) => {
    let open = () => {};
    rig.sink.gate = new Promise((resolve) => (open = resolve));
    rig.simulator.customerWrites('nadia', 'first');
    while (rig.sink.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    for (const text of words) rig.simulator.customerWrites('nadia', text);
    open();
    await rig.simulator.whenIdle();
  };

  it('puts no more updates into one body than it was told', async () => {
    rig = await SimulatorRig.start({ webhookBatchSize: 2 });
    await writeTogether(['1', '2', '3', '4', '5']);
    expect(rig.sink.received.map((webhook) => webhook.updates().length)).toEqual([1, 2, 2, 1]);
    expect(texts(rig.sink)).toEqual(['first', '1', '2', '3', '4', '5']);
  });

  it('writes no body of more than 3 MB, and loses nothing over it', async () => {
    rig = await SimulatorRig.start();
    // An emoji is 12 bytes in a webhook: 100 of these are almost 5 MB.
    const words = Array.from({ length: 100 }, (_, index) => `${index} ${'🫖'.repeat(4_000)}`);
    await writeTogether(words);
    const sizes = rig.sink.received.map(({ body }) => body.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BODY_BYTES);
    expect(sizes).toHaveLength(3);
    expect(texts(rig.sink)).toEqual(['first', ...words]);
  });

  it('repeats at once, then after a pause that doubles up to the longest one', async () => {
    rig = await SimulatorRig.start({ retryDelayMs: 100, maxRetryDelayMs: 200 });
    rig.sink.answers.push(500, 500, 500, 500, 500);
    rig.simulator.customerWrites('nadia', 'Stubborn');
    await rig.simulator.whenIdle();
    const times = rig.sink.received.map(({ atMs }) => atMs);
    const pauses = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
    expect(pauses).toHaveLength(5);
    const [first = 0, ...later] = pauses;
    expect(first).toBeLessThan(90);
    // Timers may fire a little early, never half of it.
    const shortest = [100, 200, 200, 200].map((ms) => ms - 10);
    later.forEach((pause, index) => expect(pause).toBeGreaterThan(shortest[index] ?? 0));
    // Without its limit the last pause would be 800 ms.
    expect(later.at(-1)).toBeLessThan(600);
  });

  it('takes a server that does not answer in time for one that refuses', async () => {
    rig = await SimulatorRig.start({ webhookTimeoutMs: 50 });
    rig.sink.gate = new Promise(() => {});
    rig.simulator.customerWrites('nadia', 'Anybody?');
    while (rig.sink.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    rig.sink.gate = undefined;
    await rig.simulator.whenIdle();
    expect(rig.sink.received.length).toBeGreaterThan(1);
    expect(new Set(rig.sink.received.map(({ body }) => body)).size).toBe(1);
  });
});

function texts(sink: WebhookSink): string[] {
  return sink.accepted.map(({ text }) => (text as { body: string }).body);
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

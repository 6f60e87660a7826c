import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from './test-rig.ts';

describe('faults', () => {
  let rig: SimulatorRig;
  beforeEach(async () => {
    rig = await SimulatorRig.start();
    for (const { id } of rig.simulator.customers) rig.simulator.customerWrites(id, 'Hello');
    await rig.simulator.whenIdle();
    rig.sink.received.length = 0;
  });
  afterEach(() => rig.stop());

  const accepted = () => rig.simulator.ledger.list().length;
  const statuses = () => rig.sink.accepted.map(({ status }) => status);

  it.each([
    [429, 130429],
    [undefined, 131056],
    [undefined, 190],
    [undefined, 131000],
  ])('answers a scripted error (status %s, code %s) and accepts nothing', async (status, code) => {
    rig.simulator.faults.add({
      kind: 'error',
      code,
      retryAfterSeconds: 3,
      ...(status === undefined ? {} : { status }),
    });
    const answer = await rig.send();
    const usual: Record<number, number> = { 190: 401, 131000: 500 };
    expect([answer.status, answer.error.code]).toEqual([status ?? usual[code] ?? 400, code]);
    expect(answer.headers.get('retry-after')).toBe('3');
    expect(accepted()).toBe(0);
    expect((await rig.send()).status).toBe(200);
  });

  it('strikes as often as told, and only whom it is about', async () => {
    rig.simulator.faults.add({ kind: 'error', code: 131000, recipient: '+15550100999', count: 2 });
    expect((await rig.send({ to: '+15550100998' })).status).toBe(200);
    expect((await rig.send()).error.code).toBe(131000);
    expect((await rig.send()).error.code).toBe(131000);
    expect((await rig.send()).status).toBe(200);
    expect(rig.simulator.faults.list()).toEqual([]);
  });

  it('strikes a share of the requests, by chance', async () => {
    const draws = [0.05, 0.5, 0.09];
    const other = await SimulatorRig.start({ random: () => draws.shift() ?? 1 });
    const fault = other.simulator.faults.add({
      kind: 'error',
      code: 131000,
      count: null,
      share: 0.1,
    });
    other.simulator.customerWrites('nadia', 'Hello');
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await other.send()).status);
    expect(statuses).toEqual([500, 200, 500, 200]);
    expect([fault.struck, other.simulator.sendRequestCount]).toEqual([2, 4]);
    await other.stop();
  });

  it.each([
    ['drop_before_accept', 0],
    ['drop_after_accept', 1],
    ['truncated_answer', 1],
  ] as const)('breaks the connection at %s with %i message accepted', async (kind, count) => {
    rig.simulator.faults.add({ kind });
    await expect(rig.send({ biz_opaque_callback_data: 'row:1' })).rejects.toThrow();
    expect(accepted()).toBe(count);
    await rig.simulator.whenIdle();
    expect(
      rig.simulator.ledger.listReceived('nadia').map(({ callbackData }) => callbackData),
    ).toEqual(count === 0 ? [] : ['row:1']);
  });

  it.each([
    ['html_502', 0],
    ['html_502_after_accept', 1],
  ] as const)('answers %s with a page, and %i message accepted', async (kind, count) => {
    rig.simulator.faults.add({ kind });
    const response = await fetch(
      `${rig.simulator.url}/v26.0/${rig.simulator.options.phoneNumberId}/messages`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${rig.simulator.options.accessToken}`,
        },
        body: JSON.stringify({
          messaging_product: 'whatsapp',
          to: '+15550100999',
          text: { body: 'x' },
        }),
      },
    );
    expect([response.status, response.headers.get('content-type')]).toEqual([
      502,
      'text/html; charset=utf-8',
    ]);
    expect(accepted()).toBe(count);
  });

  it('delays an answer so long that the statuses overtake it', async () => {
    rig.simulator.faults.add({ kind: 'delay', delayMs: 1_500 });
    let isAnswered = false;
    const answer = rig.send().finally(() => (isAnswered = true));
    await expect.poll(statuses, { interval: 10 }).toEqual(['sent', 'delivered']);
    expect(isAnswered).toBe(false);
    expect((await answer).status).toBe(200);
  });

  it('strikes read receipts when told so, and sends not', async () => {
    rig.simulator.faults.add({ kind: 'error', code: 131000, operation: 'read' });
    expect((await rig.send()).status).toBe(200);
    const body = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: rig.simulator.customerWrites('nadia', 'Read me'),
    };
    const path = `${rig.simulator.options.phoneNumberId}/messages`;
    expect((await rig.call('POST', path, { body })).error.code).toBe(131000);
    expect((await rig.call('POST', path, { body })).status).toBe(200);
  });

  it('fails an accepted message later with the code asked for', async () => {
    rig.simulator.faults.add({ kind: 'failed_status', code: 131049 });
    await rig.send({ biz_opaque_callback_data: 'row:2' });
    await rig.simulator.whenIdle();
    expect(rig.sink.accepted).toMatchObject([
      { status: 'failed', errors: [{ code: 131049 }], biz_opaque_callback_data: 'row:2' },
    ]);
    expect(rig.sink.accepted[0]).not.toHaveProperty('recipient_user_id');
    expect(rig.sink.received[0]?.value()).not.toHaveProperty('contacts');
    expect(rig.simulator.ledger.listReceived('nadia')).toEqual([]);
  });

  it('swaps delivered and sent', async () => {
    rig.simulator.faults.add({ kind: 'swapped_statuses' });
    await rig.send();
    await rig.simulator.whenIdle();
    expect(statuses()).toEqual(['delivered', 'sent']);
  });

  it('skips delivered, and puts the price on read', async () => {
    rig.simulator.faults.add({ kind: 'skipped_delivered' });
    await rig.send();
    await rig.simulator.whenIdle();
    rig.simulator.customerReads('nadia');
    await rig.simulator.whenIdle();
    expect(statuses()).toEqual(['sent', 'read']);
    expect(rig.sink.accepted.map((item) => 'pricing' in item)).toEqual([false, true]);
    expect(rig.simulator.ledger.listReceived('nadia')).toHaveLength(1);
  });

  it('delivers a webhook as often again as told', async () => {
    rig.simulator.faults.add({ kind: 'duplicate_webhook', copies: 4 });
    rig.simulator.customerWrites('nadia', 'Five times');
    await rig.simulator.whenIdle();
    expect(rig.sink.received).toHaveLength(5);
    expect(new Set(rig.sink.received.map(({ body }) => body)).size).toBe(1);
  });

  it('lets a later message overtake an earlier one', async () => {
    rig.simulator.faults.add({ kind: 'reordered_webhook', recipient: 'nadia' });
    rig.simulator.customerWrites('nadia', 'first');
    rig.simulator.customerWrites('nadia', 'second');
    await rig.simulator.whenIdle();
    expect(rig.sink.accepted.map(({ text }) => text)).toEqual([
      { body: 'second' },
      { body: 'first' },
    ]);
  });

  it('signs one webhook wrongly, and its repetition well', async () => {
    rig.simulator.faults.add({ kind: 'wrong_signature' });
    rig.sink.answers.push(401);
    rig.simulator.customerWrites('nadia', 'Who is it?');
    await rig.simulator.whenIdle();
    const [bad, good] = rig.sink.received;
    expect(bad?.body).toBe(good?.body);
    expect(bad?.signature).not.toBe(good?.signature);
    expect(rig.sink.received).toHaveLength(2);
  });

  it('holds one customer’s webhooks until the fault is deleted', async () => {
    const { id } = rig.simulator.faults.add({ kind: 'held_webhook', recipient: 'nadia' });
    rig.simulator.customerWrites('nadia', 'Held');
    rig.simulator.customerWrites('tomas', 'Free');
    await rig.simulator.whenIdle();
    expect(rig.sink.accepted.map(({ text }) => text)).toEqual([{ body: 'Free' }]);
    expect(rig.simulator.faults.delete(id)).toBe(true);
    await rig.simulator.whenIdle();
    expect(rig.sink.accepted.map(({ text }) => text)).toEqual([{ body: 'Free' }, { body: 'Held' }]);
  });

  it('are added, listed and cleared over HTTP, and a faulty one is refused', async () => {
    const url = `${rig.simulator.url}/simulator/faults`;
    const post = (body: object) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect(
      (await post({ kind: 'error', code: 4, retry_after_seconds: 9, count: null })).status,
    ).toBe(201);
    expect((await post({ kind: 'earthquake' })).status).toBe(400);
    expect(await (await fetch(url)).json()).toMatchObject({
      faults: [{ kind: 'error', code: 4, retryAfterSeconds: 9, remaining: null }],
    });
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
    expect(await (await fetch(url)).json()).toEqual({ faults: [] });
  });
});

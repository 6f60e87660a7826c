import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_OPERATOR } from '../../demo/seed.ts';
import { OUTGOING_MESSAGES, OUTGOING_TEMPLATES } from '../fixtures/messages/outgoing-messages.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

const NADIA = '+15550100999';

describe('every kind that can be sent', () => {
  let demo: RunningDemo;
  let simulator: SimulatorRemote;
  let token: string;

  const call = async (path: string, body: object, bearer?: string) => {
    const response = await fetch(`${demo.url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  beforeAll(async () => {
    demo = await RunningDemo.start();
    simulator = new SimulatorRemote(demo.simulatorUrl);
    const { email, password } = DEMO_OPERATOR;
    token = (await call('/api/auth/login', { email, password })).body.access_token as string;
    await simulator.write('nadia', 'Hello');
    expect((await call('/api/whatsapp/templates/sync', {}, token)).status).toBe(200);
  });
  afterAll(() => demo.stop());

  it.each([...OUTGOING_MESSAGES, ...OUTGOING_TEMPLATES])(
    'reaches the phone: $name',
    async ({ type, content }) => {
      const before = (await simulator.received('nadia')).length;
      const request = { to: NADIA, type, [type]: content, client_message_id: randomUUID() };
      const answer = await call('/api/whatsapp/send', request, token);
      expect(answer.status, JSON.stringify(answer.body)).toBe(202);
      await expect
        .poll(async () => (await simulator.received('nadia')).length, { timeout: 10_000 })
        .toBe(before + 1);
      const received = (await simulator.received('nadia')).at(-1);
      expect(received?.type).toBe(type);
      if (type === 'interactive') expect(received?.content).toEqual(content);
      expect(await simulator.openApiViolations()).toEqual([]);
    },
  );

  it('reaches the phone: a reaction, and its removal', async () => {
    const text = `Thank you ${randomUUID()}`;
    await simulator.write('nadia', text);
    const find = async () => {
      const path = `/api/whatsapp/messages?search=${encodeURIComponent(text)}`;
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${demo.url}${path}`, { headers });
      return ((await response.json()) as { messages: { id: string }[] }).messages[0]?.id;
    };
    await expect.poll(find, { timeout: 10_000 }).toBeDefined();
    const path = `/api/whatsapp/messages/${await find()}/reaction`;
    for (const emoji of ['👍🏽', '']) {
      expect((await call(path, { emoji }, token)).status).toBe(202);
      await expect
        .poll(() => simulator.businessReaction('nadia', text), { timeout: 10_000 })
        .toBe(emoji === '' ? undefined : emoji);
    }
    for (const emoji of ['ok', '👍👍', '👍 ']) {
      expect(await call(path, { emoji }, token)).toMatchObject({
        status: 400,
        body: { error: { code: 'validation_failed' } },
      });
    }
    expect(await simulator.openApiViolations()).toEqual([]);
  });

  it('says in words what is too long before anything leaves', async () => {
    const interactive = {
      type: 'button',
      body: { text: 'Which day?' },
      action: {
        buttons: [{ type: 'reply', reply: { id: 'a', title: 'A title that is too long' } }],
      },
    };
    const request = { to: NADIA, type: 'interactive', interactive };
    const { status, body } = await call('/api/whatsapp/send', request, token);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('A button’s title has at most 20 characters.');
  });
});

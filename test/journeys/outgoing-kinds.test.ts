import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message, MessagePage } from '../../backend/contract/message.ts';
import { DEMO_ADMIN } from '../../demo/seed.ts';
import { MEDIA_SAMPLES } from '../../demo/simulator/media-samples.ts';
import { NEW_TEMPLATES } from '../fixtures/messages/new-templates.ts';
import {
  OUTGOING_FILES,
  OUTGOING_MESSAGES,
  OUTGOING_TEMPLATES,
} from '../fixtures/messages/outgoing-messages.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

const NADIA = '+15550100999';

/**
 * Whatever the API sends: past Meta's own description of it, to the customer's phone, and into the
 * bubble of an open chat with its ticks.
 */
describe('every kind that can be sent', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;
  let token: string;

  const call = async (method: string, path: string, body?: object | Buffer) => {
    const isFile = Buffer.isBuffer(body);
    const response = await fetch(`${demo.url}/api/whatsapp${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body
          ? { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }
          : {}),
      },
      ...(body ? { body: isFile ? new Uint8Array(body) : JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Record<string, never> };
  };
  const upload = async (type: keyof typeof MEDIA_SAMPLES): Promise<string> => {
    const { status, body } = await call('POST', `/media?type=${type}`, MEDIA_SAMPLES[type].bytes);
    expect(status, JSON.stringify(body)).toBe(201);
    return (body as unknown as { media: { id: string } }).media.id;
  };
  /** Sends it, waits for its ticks and its words in the bubble; resolves to it on Nadia's phone. */
  const carry = async (type: string, content: object, shown: string) => {
    const request = { to: NADIA, type, [type]: content, client_message_id: randomUUID() };
    const { status, body } = await call('POST', '/send', request);
    expect(status, JSON.stringify(body)).toBe(202);
    const { id } = (body as unknown as { message: Message }).message;
    const bubble = page.locator(`chasqui-bubble[data-id="${id}"]`);
    const named = bubble.getByLabel(shown).or(bubble.getByAltText(shown));
    await bubble.getByText(shown).or(named).first().waitFor();
    await page.locator(`chasqui-bubble[data-id="${id}"][status=delivered]`).waitFor();
    const { messages } = (await call('GET', '/messages?limit=200')).body as unknown as MessagePage;
    const wamid = messages.find((message) => message.id === id)?.message_id;
    return (await phone.received('nadia')).find((message) => message.id === wamid);
  };

  beforeAll(async () => {
    browser = await launchBrowser();
    demo = await RunningDemo.start();
    phone = new SimulatorRemote(demo.simulatorUrl);
    token = await demo.signIn(DEMO_ADMIN);
    await phone.write('nadia', 'Hello');
    expect((await call('POST', '/templates/sync')).status).toBe(200);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    faults = await watchForFaults(page);
    await page.goto(demo.url);
    await signIn(page, DEMO_ADMIN);
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
    await page.getByRole('article').filter({ hasText: 'Hello' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  // Most of the time is Meta's, between one tick and the next: they share it.
  it.concurrent.each(OUTGOING_MESSAGES)('reaches the phone: $name', async (sample) => {
    const { type, content, shown, sent } = sample;
    const received = await carry(type, content, shown);
    expect(received?.type).toBe(type);
    const isAsGiven = type !== 'template';
    if (isAsGiven) expect(received?.content).toEqual(sent ? { ...content, ...sent } : content);
  });

  it.concurrent.each(OUTGOING_FILES)(
    'reaches the phone, uploaded: $name',
    async ({ type, content, shown }) => {
      const received = await carry(type, { id: await upload(type), ...content }, shown);
      const { id = '', ...rest } = received?.content ?? {};
      expect([received?.type, rest]).toEqual([type, content]);
      expect((await phone.readFile(id)).bytes.equals(MEDIA_SAMPLES[type].bytes)).toBe(true);
    },
  );

  it('reaches the phone: a reaction, and its removal', async () => {
    const text = `Thank you ${randomUUID()}`;
    await phone.write('nadia', text);
    const find = async () => {
      const { body } = await call('GET', `/messages?search=${encodeURIComponent(text)}`);
      return (body as unknown as MessagePage).messages[0]?.id;
    };
    await expect.poll(find, { timeout: 10_000 }).toBeDefined();
    const path = `/messages/${await find()}/reaction`;
    for (const emoji of ['👍🏽', '']) {
      expect((await call('POST', path, { emoji })).status).toBe(202);
      await expect
        .poll(() => phone.businessReaction('nadia', text), { timeout: 10_000 })
        .toBe(emoji === '' ? undefined : emoji);
    }
    for (const emoji of ['ok', '👍👍', '👍 ']) {
      expect(await call('POST', path, { emoji })).toMatchObject({
        status: 400,
        body: { error: { code: 'validation_failed' } },
      });
    }
  });

  it.concurrent.each(OUTGOING_TEMPLATES)(
    'reaches the phone: $name',
    async ({ type, content, shown }) => {
      expect((await carry(type, content, shown))?.type).toBe(type);
    },
  );

  it.concurrent.for(NEW_TEMPLATES)(
    'is made, approved and reaches the phone: $name',
    // The test's own: a concurrent one has no other `poll`.
    async (made, { expect }) => {
      const { name, category, header, components, values, received, shown } = made;
      const language = 'en_US';
      const parts = [...components];
      if (header) {
        const media_id = await upload(header.sample);
        const { handle } = (await call('POST', '/templates/samples', { media_id })).body;
        parts.unshift({
          type: 'HEADER',
          format: header.format,
          example: { header_handle: [handle] },
        });
      }
      const draft = { name, language, category, components: parts };
      const answer = await call('POST', '/templates', draft);
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      const { id } = (answer.body as unknown as { template: { id: string } }).template;
      await phone.decideTemplate(id, { status: 'APPROVED' });
      const status = async () => (await call('GET', `/templates/${id}`)).body as object;
      await expect.poll(status).toMatchObject({ template: { status: 'APPROVED' } });
      const message = await carry('template', { name, language, ...values }, shown);
      expect(message).toMatchObject({ type: 'template', text: received });
    },
  );

  it('is all of it as Meta describes it', async () => {
    expect(await phone.openApiViolations()).toEqual([]);
    faults.assertNone();
  });

  it('says in words what is too long before anything leaves', async () => {
    const interactive = {
      type: 'button',
      body: { text: 'Which day?' },
      action: {
        buttons: [{ type: 'reply', reply: { id: 'a', title: 'A title that is too long' } }],
      },
    };
    const { status, body } = await call('POST', '/send', {
      to: NADIA,
      type: 'interactive',
      interactive,
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('A button’s title has at most 20 characters.');
  });

  it('shows the customer that somebody types, and no longer once it was sent', async () => {
    const field = page.getByRole('textbox', { name: /^Message to/ });
    await field.fill('Just a moment');
    await expect.poll(() => phone.seesTyping('nadia')).toBe(true);
    await field.press('Enter');
    await expect.poll(() => phone.receivedTexts('nadia')).toContain('Just a moment');
    expect(await phone.seesTyping('nadia')).toBe(false);
    // To open the chat was to read it.
    expect(await phone.ownStatus('nadia', 'Hello')).toBe('read');
    faults.assertNone();
  });
});

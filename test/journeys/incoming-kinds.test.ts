import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContactResponse } from '../../backend/contract/contact.ts';
import type { Message, MessagePage } from '../../backend/contract/message.ts';
import { DEMO_OPERATOR } from '../../demo/seed.ts';
import { OUTGOING_MESSAGES } from '../fixtures/messages/outgoing-messages.ts';
import { MESSAGE_FILES } from '../fixtures/webhooks/message-files.ts';
import { OTHER_FILES } from '../fixtures/webhooks/other-files.ts';
import { readWebhookFile, wamidOf } from '../fixtures/webhooks/webhook-files.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

const NADIA = '+15550100999';
const FILES = [...MESSAGE_FILES, ...OTHER_FILES];
/** Files with a bubble, each with what must be read in it. */
const SHOWN_FILES = FILES.filter(({ shown, gone }) => (shown ?? gone) !== undefined);
/** Files that change what stands above the chat. */
const HEADER_FILES = FILES.filter(({ inHeader }) => inHeader !== undefined);
/** One file of each type; the simulator has the bytes. `shown` is the accessible name or text in the bubble. */
const INCOMING_FILES = [
  { name: 'a photo', type: 'image', caption: 'The dent', kind: 'image', shown: 'The dent' },
  { name: 'a video', type: 'video', caption: 'It wobbles', kind: 'video', shown: 'It wobbles' },
  { name: 'a voice note', type: 'audio', voice: true, kind: 'audio', shown: 'Voice message' },
  {
    name: 'a document',
    type: 'document',
    filename: 'Return-label.pdf',
    kind: 'document',
    shown: 'Return-label.pdf',
  },
  { name: 'a sticker', type: 'sticker', kind: 'sticker', shown: 'Sticker' },
] as const;

/** Whatever a customer can send, from their phone to the API and to the bubble of an open chat. */
describe('every kind that a customer can send', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let context: BrowserContext;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;
  let token: string;

  const call = async <Answer>(path: string, body?: object): Promise<Answer> => {
    const response = await fetch(`${demo.url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  const find = async (wamid: string): Promise<Message | undefined> => {
    const { messages } = await call<MessagePage>('/api/whatsapp/messages?limit=200');
    return messages.find(({ message_id }) => message_id === wamid);
  };
  /** The message as the API has it, once it does. */
  const arrived = async (wamid: string): Promise<Message> => {
    await expect.poll(() => find(wamid), { timeout: 10_000 }).toBeDefined();
    return (await find(wamid))!;
  };
  const bubbleOf = ({ id }: Message) => page.locator(`chasqui-bubble[data-id="${id}"]`);
  const shownIn = (message: Message, words: string) => {
    const bubble = bubbleOf(message);
    const named = bubble.getByLabel(words).or(bubble.getByAltText(words));
    return bubble.getByText(words).or(named).first();
  };
  const open = (contactId: string) =>
    page.evaluate(
      `document.querySelector('chasqui-widget').openChat({ contactId: ${JSON.stringify(contactId)} })`,
    );
  /** The business sends the sample of this name; the answer is the message on Nadia's phone. */
  const offer = async (name: string): Promise<{ id: string }> => {
    const before = (await phone.received('nadia')).length;
    const { type, content } = OUTGOING_MESSAGES.find((sample) => sample.name === name)!;
    await call('/api/whatsapp/send', { to: NADIA, type, [type]: content });
    await expect.poll(async () => (await phone.received('nadia')).length).toBe(before + 1);
    return (await phone.received('nadia')).at(-1)!;
  };

  beforeAll(async () => {
    browser = await launchBrowser();
    demo = await RunningDemo.start();
    phone = new SimulatorRemote(demo.simulatorUrl);
    token = await demo.signIn(DEMO_OPERATOR);
    await phone.write('nadia', 'Hello');
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    faults = await watchForFaults(page);
    await page.goto(demo.url);
    await signIn(page, DEMO_OPERATOR);
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
    await page.getByRole('article').filter({ hasText: 'Hello' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it.each(SHOWN_FILES)('shows $file', async ({ file, after = [], about, shown, gone }) => {
    for (const name of [...after, file]) await phone.deliver(readWebhookFile(name));
    const message = await arrived(wamidOf(about ?? file));
    await open(message.contact_id);
    if (shown !== undefined) await shownIn(message, shown).waitFor();
    if (gone !== undefined) {
      await bubbleOf(message).waitFor();
      await bubbleOf(message).getByText(gone).waitFor({ state: 'detached' });
    }
    faults.assertNone();
  });

  it.each(HEADER_FILES)('shows $file above the chat', async ({ file, after = [], ...expected }) => {
    for (const name of [...after, file]) await phone.deliver(readWebhookFile(name));
    const path = `/api/whatsapp/contacts/${encodeURIComponent(expected.contact![0])}`;
    const idOf = async () => (await call<ContactResponse>(path)).contact.id;
    // They are worked through after they were answered.
    await expect.poll(() => idOf().catch(() => undefined)).toBeDefined();
    await open(await idOf());
    await page.locator('chasqui-chat header').getByText(expected.inHeader!).first().waitFor();
    faults.assertNone();
  });

  it.each(INCOMING_FILES)('shows $name', async ({ name: _name, kind, shown, ...file }) => {
    const message = await arrived(await phone.sendFile('nadia', file));
    await open(message.contact_id);
    expect(message.content.kind).toBe(kind);
    await shownIn(message, shown).waitFor();
    faults.assertNone();
  });

  it('shows a reaction, an edit and a deletion where they belong', async () => {
    await call('/api/whatsapp/send', { to: NADIA, type: 'text', text: { body: 'It is back.' } });
    await expect.poll(() => phone.receivedTexts('nadia')).toContain('It is back.');
    await phone.react('nadia', 'It is back.', '👏');
    const chip = page.getByRole('img', { name: /^Nadia Okoro reacted with 👏/ });
    await chip.waitFor();
    await phone.react('nadia', 'It is back.');
    await chip.waitFor({ state: 'detached' });

    const wamid = await phone.say('nadia', { type: 'text', content: { body: 'Two pleese' } });
    const message = await arrived(wamid);
    await phone.edit('nadia', 'Two pleese', 'Two please');
    await shownIn(message, 'Two please').waitFor();
    await phone.delete('nadia', 'Two please');
    await shownIn(message, 'Deleted by the customer').waitFor();
    faults.assertNone();
  });

  it.each([
    { name: 'buttons', choice: 'sat', title: 'Saturday 14', asked: 'Which day suits you?' },
    { name: 'a list', choice: 'blue', title: 'Blue', asked: 'Choose a colour' },
  ])('shows what was tapped of $name', async ({ name, choice, title }) => {
    const offered = await offer(name);
    const reply = await arrived(await phone.choose('nadia', offered.id, choice));
    expect(reply).toMatchObject({
      reply_to_message_id: offered.id,
      content: { kind: 'reply', title, choice_id: choice },
    });
    await shownIn(reply, title).waitFor();
    faults.assertNone();
  });
});

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_OPERATOR } from '../../demo/seed.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { beginChat } from '../support/begin-chat.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

/** Who customers are, as operators see it: without a number, with one, and two that are one. */
describe('people', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let context: BrowserContext;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;

  const row = (person: string) => page.getByRole('button', { name: new RegExp(`^${person}`) });
  const bubble = (text: string) => page.getByRole('article').filter({ hasText: text });
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  beforeAll(async () => {
    browser = await launchBrowser();
    demo = await RunningDemo.start();
    phone = new SimulatorRemote(demo.simulatorUrl);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    faults = await watchForFaults(page);
    await page.goto(demo.url);
    await signIn(page, DEMO_OPERATOR);
    await page.getByRole('button', { name: 'New chat' }).first().waitFor();
  });
  afterEach(async () => {
    await context.close();
    faults.assertNone();
  });

  it('are asked for the number that is not known, and then it is', async () => {
    await phone.write('aiko', 'I have only a username');
    await row('Aiko').click();
    await page.getByRole('button', { name: /^Details of Aiko/ }).click();
    await page.getByText('Not known').waitFor();
    await page.getByText('@aiko.draws').last().waitFor();
    await button('Ask for the phone number').click();
    await page.getByText('Asked. The number appears here').waitFor();
    await expect.poll(async () => (await phone.received('aiko')).length).toBe(1);
    const [question] = await phone.received('aiko');
    expect(question?.content).toMatchObject({ type: 'request_contact_info' });
    await phone.sharePhone('aiko', question?.id ?? '');
    await page.getByText('+1 555-010-0996').filter({ visible: true }).first().waitFor();
    expect(await phone.openApiViolations()).toEqual([]);
  });

  it('keep their chat when number and user id change', async () => {
    await phone.write('tomas', 'From the old phone');
    await row('Tomás Rivera').click();
    await bubble('From the old phone').waitFor();
    await phone.changeNumber('tomas', '+15550100777');
    await phone.write('tomas', 'From the new phone');
    await bubble('From the new phone').waitFor();
    await bubble('From the old phone').waitFor();
    await page.getByRole('button', { name: /^Details of Tomás/ }).click();
    await page.getByText('+1 555-010-0777').filter({ visible: true }).first().waitFor();
    await button('Back to chats').click();
    await row('Tomás Rivera').first().waitFor();
    expect(await row('Tomás Rivera').count()).toBe(1);
  });

  it('are one chat when a number turns out to be theirs, and two again when somebody says so', async () => {
    await phone.adoptUsername('nadia', 'nadia.o');
    await phone.write('nadia', 'By username');
    await row('Nadia Okoro').click();
    await bubble('By username').waitFor();
    await button('Back to chats').click();
    const byNumber = await beginChat(page, '+1 555 010 0999', 'Nadia');
    await page.getByText('belong to one customer').waitFor();
    await bubble(byNumber).waitFor();
    await bubble('By username').waitFor();

    await button('Undo').click();
    await button('Separate the chats').click();
    await page.getByText('belong to one customer').waitFor({ state: 'detached' });
    await button('Back to chats').click();
    await expect.poll(() => row('\\+1 555-010-0999').count()).toBe(1);
    // Every status proves the same again.
    await phone.read('nadia');
    await phone.write('nadia', 'Still by username');
    await row('Nadia Okoro').click();
    await bubble('Still by username').waitFor();
    expect(await bubble(byNumber).count()).toBe(0);
    await button('Back to chats').click();
    await row('Nadia Okoro').waitFor();
    expect(await row('\\+1 555-010-0999').count()).toBe(1);
  });
});

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_ADMIN, DEMO_OPERATOR } from '../../demo/seed.ts';
import { DEFAULT_SIMULATOR_OPTIONS } from '../../demo/simulator/options.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';
import { testDatabases } from '../support/test-databases.ts';

/*
 * The product's main job, end to end: a host page with a strict CSP, the built widget in a real
 * browser, the built backend as a process, and a simulated WhatsApp that knows nothing of any of them.
 */
describe.each(testDatabases)('the relay ($name)', ({ name, create }) => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let context: BrowserContext;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;
  let discardDatabase: (() => Promise<void>) | undefined;

  const launcher = () => page.getByRole('button', { name: /WhatsApp inbox/ });
  const row = (person: string) => page.getByRole('button', { name: new RegExp(`^${person}`) });
  const composer = () => page.getByRole('textbox', { name: /^Message to/ });
  const bubble = (text: string) => page.getByRole('article').filter({ hasText: text });
  /** A message of ours is named by its sender, time and status. */
  const answerThatIs = (status: string, text: string) =>
    page.getByRole('article', { name: new RegExp(`, ${status}$`) }).filter({ hasText: text });

  const enter = async (person: { email: string; password: string }) => {
    await signIn(page, person);
    await page
      .getByRole('searchbox')
      .or(page.getByRole('textbox', { name: /Search/ }))
      .waitFor();
  };
  const answer = async (person: string, text: string) => {
    await row(person).click();
    await composer().fill(text);
    await composer().press('Enter');
  };

  beforeAll(async () => {
    let databaseUrl: string | undefined;
    if (name === 'postgres') {
      const opened = await create({ migrate: false });
      databaseUrl = opened.url;
      discardDatabase = opened.discard;
    }
    browser = await launchBrowser();
    demo = await RunningDemo.start(databaseUrl ? { databaseUrl } : {});
    phone = new SimulatorRemote(demo.simulatorUrl);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
    await discardDatabase?.();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    faults = await watchForFaults(page);
    await page.goto(demo.url);
  });
  afterEach(async () => {
    await phone.clearFaults();
    await context.close();
    faults.assertNone();
  });

  it('carries a customer’s Hello to the badge, and the answer to the phone, tick by tick', async () => {
    await enter(DEMO_ADMIN);
    await launcher().click();
    await phone.write('nadia', 'Hello');
    await page.getByRole('button', { name: 'WhatsApp inbox, connected, 1 unread' }).waitFor();

    await launcher().click();
    await answer('Nadia Okoro', 'Hi Nadia, what can we do for you?');
    await answerThatIs('Delivered', 'what can we do').waitFor();
    expect(await phone.receivedTexts('nadia')).toEqual(['Hi Nadia, what can we do for you?']);

    await phone.read('nadia');
    await answerThatIs('Read', 'what can we do').waitFor();
    // Opening the chat told WhatsApp that we have read it.
    await expect.poll(() => phone.ownStatus('nadia', 'Hello')).toBe('read');
    expect(await phone.openApiViolations()).toEqual([]);
  });

  it('serves people without a phone number like any other', async () => {
    await enter(DEMO_OPERATOR);
    await phone.write('aiko', 'I have only a username');
    await answer('Aiko', 'That is enough for us.');
    await answerThatIs('Delivered', 'That is enough').waitFor();
    expect(await phone.receivedTexts('aiko')).toEqual(['That is enough for us.']);
  });

  it('shows what the customer does to messages: reacts, edits, deletes', async () => {
    await enter(DEMO_OPERATOR);
    await phone.write('aiko', 'Do you ship to Osaka?');
    await answer('Aiko', 'Yes, in five days.');
    await answerThatIs('Delivered', 'Yes, in five days.').waitFor();
    const reaction = page.getByRole('img', { name: /^Aiko.* reacted with 🎉/ });
    await phone.react('aiko', 'Yes, in five days.', '🎉');
    await reaction.waitFor();
    await phone.react('aiko', 'Yes, in five days.');
    await reaction.waitFor({ state: 'detached' });

    await phone.edit('aiko', 'Do you ship to Osaka?', 'Do you ship to Kobe?');
    const edited = bubble('Do you ship to Kobe?');
    await edited.getByRole('button', { name: 'Edited' }).click();
    await edited.getByText('Do you ship to Osaka?').waitFor();
    await phone.delete('aiko', 'Do you ship to Kobe?');
    await edited.getByText('Deleted by the customer').waitFor();
  });

  it('shows everything again after a kill -9, in a page that stayed open, and misses nothing', async () => {
    await enter(DEMO_OPERATOR);
    await phone.write('tomas', 'Before the crash');
    await row('Tomás Rivera').click();
    await bubble('Before the crash').waitFor();

    await demo.kill();
    await demo.start();
    await phone.write('tomas', 'After the crash');
    await bubble('After the crash').waitFor({ timeout: 30_000 });
    await composer().fill('We are back');
    await composer().press('Enter');
    await answerThatIs('Delivered', 'We are back').waitFor({ timeout: 30_000 });
    expect(await bubble('Before the crash').count()).toBe(1);
    expect(await phone.receivedTexts('tomas')).toEqual(['We are back']);
  });

  it('says in words when WhatsApp refuses the token, keeps the message, and sends it once repaired', async () => {
    await enter(DEMO_ADMIN);
    await phone.write('nadia', 'One more thing');
    await phone.addFault({ kind: 'error', code: 190, status: 401, count: null });
    await answer('Nadia Okoro', 'Of course');
    await page
      .getByRole('alert')
      .filter({ hasText: /not connected/i })
      .waitFor();

    await phone.clearFaults();
    await page.getByRole('button', { name: 'Fix in Settings' }).click();
    await page.getByLabel('Permanent access token').fill('EAASimulatedSystemUserToken');
    await page.getByRole('button', { name: 'Save and test' }).click();
    await page.getByText('Saved.').waitFor();
    await expect
      .poll(() => phone.receivedTexts('nadia'), { timeout: 15_000 })
      .toContain('Of course');
    expect(
      (await phone.receivedTexts('nadia')).filter((text) => text === 'Of course'),
    ).toHaveLength(1);
  });

  it('refuses a wrong token in the settings beside its field', async () => {
    await enter(DEMO_ADMIN);
    await page.getByRole('tab', { name: 'Settings' }).click();
    const field = page.getByLabel('Permanent access token');
    await field.fill('EAAwrong');
    await page.getByRole('button', { name: 'Save and test' }).click();
    await page.getByText(/Meta does not accept this token/).waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
  });

  it('says what is wrong with a password, and shows operators no settings', async () => {
    await launcher().click();
    await page.getByLabel('Work email').fill(DEMO_OPERATOR.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').filter({ hasText: 'Email or password is not right' }).waitFor();
    await page.getByLabel('Password', { exact: true }).fill(DEMO_OPERATOR.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('tab', { name: 'Chats' }).waitFor();
    expect(await page.getByRole('tab', { name: 'Settings' }).count()).toBe(0);
  });

  it('has written neither a secret nor a word of a message nor a phone number to its log', () => {
    const log = demo.output.split('\n').filter((line) => line.startsWith('{'));
    expect(log.length).toBeGreaterThan(20);
    const { accessToken, appSecret, verifyToken } = DEFAULT_SIMULATOR_OPTIONS;
    const secrets = [
      accessToken,
      appSecret,
      verifyToken,
      DEMO_ADMIN.password,
      DEMO_OPERATOR.password,
    ];
    const words = ['Hello', 'Before the crash', 'We are back', '15550100999', 'Nadia'];
    for (const text of [...secrets, ...words]) {
      expect(
        log.filter((line) => line.includes(text)),
        text,
      ).toEqual([]);
    }
  });

  it('comes to 0 when asked to stop', async () => {
    const other = await RunningDemo.start();
    expect(await other.stop()).toBe(0);
  });
});

import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SIMULATOR_OPTIONS } from '../../demo/simulator/options.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

const AT_META = DEFAULT_SIMULATOR_OPTIONS;
const ADMIN = {
  name: 'Tomás Berg',
  email: 'tomas@storeboard.example',
  password: 'violet otter carries nine lamps',
};

/*
 * A new admin on an empty installation, who has nothing but the guide: no environment, a Meta app
 * without a webhook. Each test begins there.
 */
describe('the first run', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const field = (name: string) => page.getByLabel(name, { exact: true });
  const step = (name: string): Locator =>
    page.getByRole('button', { name: new RegExp(name), expanded: true });
  const progress = (count: number) => page.getByText(`${count} of 5 done`);

  const becomeAdmin = async () => {
    await button(/WhatsApp inbox/).click();
    const token = /setup token +(\S+)/.exec(demo.output)?.[1] ?? '';
    await page.getByLabel('Setup token').fill(token);
    await page.getByLabel('Your name').fill(ADMIN.name);
    await page.getByLabel('Work email').fill(ADMIN.email);
    await page.getByLabel('New password').fill(ADMIN.password);
    await button('Make admin').click();
  };
  const openSettings = () => page.getByRole('tab', { name: 'Settings' }).click();
  const enterKeys = async (accessToken: string = AT_META.accessToken) => {
    await field('Phone number ID').fill(AT_META.phoneNumberId);
    await field('WhatsApp Business Account ID').fill(AT_META.businessAccountId);
    await field('Permanent access token').fill(accessToken);
    await field('App secret').fill(AT_META.appSecret);
    await button('Save and test').click();
  };
  const walkToKeys = async () => {
    await becomeAdmin();
    await button('Do it step by step').click();
    await button('My number is ready').click();
    await button('I see the phone number ID').click();
    await step('Copy your keys').waitFor();
  };

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    demo = await RunningDemo.start({ isFirstRun: true });
    phone = new SimulatorRemote(demo.simulatorUrl);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    faults = await watchForFaults(page);
    await page.goto(demo.url);
  });
  afterEach(async () => {
    await page.close();
    await demo.stop();
    faults.assertNone();
  });

  it('leads a new admin from nothing to the first message, and sets Meta up for them', async () => {
    await becomeAdmin();
    await page.getByText('Five steps, about 15 minutes.').waitFor();
    await button('Do it step by step').click();
    await progress(0).waitFor();
    await button('My number is ready').click();
    await progress(1).waitFor();
    await button('I see the phone number ID').click();
    await progress(2).waitFor();

    await enterKeys('EAAcutoff');
    await page.getByText('Meta does not accept this token. It may be cut off').waitFor();
    await enterKeys();
    await progress(3).waitFor();

    await page.getByText('This would change at Meta').waitFor();
    await phone.write('nadia', 'Is anybody there?');
    await button('Set it up at Meta').click();
    await progress(4).waitFor();
    await step('Send yourself a test message').waitFor();

    await phone.write('nadia', 'Hello');
    await page.getByRole('heading', { name: 'You’re live' }).waitFor();
    await page.getByText('Your test message has arrived: “Hello”').waitFor();
    await button('Open chats').click();
    await button(/^Nadia Okoro/).click();
    await page.getByRole('textbox', { name: /^Message to/ }).fill('You have reached us.');
    await page.keyboard.press('Enter');
    await expect.poll(() => phone.receivedTexts('nadia')).toEqual(['You have reached us.']);

    // What is done stays done; the guide is there for whoever wants it again.
    await page.reload();
    await button(/WhatsApp inbox/).click();
    await openSettings();
    await button('Setup guide').click();
    await page.getByRole('heading', { name: 'You’re live' }).waitFor();
  });

  it('notices by itself what a person enters at Meta by hand', async () => {
    await walkToKeys();
    await enterKeys();
    await progress(3).waitFor();
    await page.getByText('Or do it yourself at Meta').click();
    const url = await field('Callback URL').inputValue();
    const verifyToken = await field('Verify token').inputValue();
    await expect(phone.enterWebhook(url, 'a guess')).rejects.toThrow('400');
    await phone.enterWebhook(url, verifyToken);
    await progress(4).waitFor();

    // The account does not send to the app yet, which Meta’s page does not tell.
    await page.getByText('Meta does not send your messages here yet.').waitFor();
    await button('Set it up at Meta').click();
    await page
      .getByText('Meta does not send your messages here yet.')
      .waitFor({ state: 'detached' });
    await phone.write('nadia', 'Hello');
    await page.getByRole('heading', { name: 'You’re live' }).waitFor();
  });

  it('goes on where it was left, also after a restart and without the mouse', async () => {
    await walkToKeys();
    await demo.kill();
    await demo.start();
    await page.reload();
    await button(/WhatsApp inbox/).press('Enter');
    await page.getByRole('tab', { name: 'Chats' }).press('ArrowRight');
    await progress(2).waitFor();
    await step('Copy your keys').waitFor();
    await button('Where is it? App secret').press('Enter');
    await page.getByText('App settings › Basic › App secret › Show').waitFor();
    await button('Where is it? App secret').press('Escape');
    await page.getByText('App settings › Basic › App secret › Show').waitFor({ state: 'hidden' });
    await enterKeys();
    await progress(3).waitFor();
    await button('Set it up at Meta').press('Enter');
    await progress(4).waitFor();
  });
});

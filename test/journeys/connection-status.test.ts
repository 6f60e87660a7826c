import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from 'vitest';
import { DEMO_ADMIN } from '../../demo/seed.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

/* The settings tab over a connection's life: what Meta says, a token that ends, and the way out. */
describe('the connection’s status', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let meta: SimulatorRemote;
  let context: BrowserContext;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;

  beforeAll(async () => {
    browser = await launchBrowser();
    demo = await RunningDemo.start();
    meta = new SimulatorRemote(demo.simulatorUrl);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    faults = await watchForFaults(page);
    await page.goto(demo.url);
    await signIn(page, DEMO_ADMIN);
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByText('2,000 customers').waitFor();
  });
  afterEach(async () => {
    await context.close();
    faults.assertNone();
  });
  const light = (name: string) =>
    page.locator('chasqui-status-card').getByRole('status').getByText(name, { exact: true });

  it('shows what Meta changes, without being asked', async () => {
    await meta.changeBusiness({
      number: {
        whatsapp_business_manager_messaging_limit: 'TIER_10K',
        is_official_business_account: true,
      },
    });
    await page.getByText('10,000 customers').waitFor();
    await page.getByRole('img', { name: 'Verified by Meta' }).waitFor();
    await meta.changeBusiness({
      number: {
        whatsapp_business_manager_messaging_limit: 'TIER_2K',
        is_official_business_account: false,
      },
    });
    await page.getByText('2,000 customers').waitFor();
  });

  it('counts a guest key down, has it extended, and is green again', async () => {
    await light('Connected').waitFor();
    await meta.changeBusiness({ token: { type: 'USER', expires_in: 3 * 3_600 + 10 * 60 + 30 } });
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('heading', { name: /^This guest key stops in 3 h (10|9) m$/ }).waitFor();
    await light('Limited').waitFor();
    await page
      .getByText(/The access token is a guest key: it stops on/)
      .first()
      .waitFor();

    await page.getByRole('button', { name: 'Extend token' }).click();
    await page.getByText(/Meta has extended the token/).waitFor();
    await light('Connected').waitFor();
    await page.getByRole('heading', { name: /^This guest key stops in 59 days$/ }).waitFor();
  });

  it('disconnects after its name was typed, and tells what became of it at Meta', async () => {
    await page.getByRole('textbox', { name: /^Type .* to confirm$/ }).fill('Storeboard');
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Meta sends this server no more messages.').waitFor();
    await light('Not connected').waitFor();
  });
});

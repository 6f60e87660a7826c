import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_OPERATOR } from '../../demo/seed.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

/** Meta: more than 24 hours have passed since the customer last replied. */
const WINDOW_CLOSED = 131_047;

/** From a closed window to the customer's phone, on a host page with a strict CSP. */
describe('the template picker', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let context: BrowserContext;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;

  beforeAll(async () => {
    browser = await launchBrowser();
    demo = await RunningDemo.start();
    phone = new SimulatorRemote(demo.simulatorUrl);
    await phone.write('nadia', 'Is my order ready?');
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    faults = await watchForFaults(page);
    await page.goto(demo.url);
    await signIn(page, DEMO_OPERATOR);
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it('sends a filled template when the window has closed, by the keyboard alone', async () => {
    await phone.addFault({ kind: 'failed_status', code: WINDOW_CLOSED });
    await page.getByPlaceholder('Type a message').fill('It is.');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Choose a template' }).press('Enter');

    await page.getByRole('option', { name: /order_ready/ }).waitFor();
    await page.keyboard.type('order_re');
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await page.keyboard.press('Enter');
    for (const value of ['A-7', 'Nadia', 'A-7']) {
      await page.keyboard.type(value);
      await page.keyboard.press('Tab');
    }
    const text = 'Hello Nadia, your order is ready to collect at our shop.';
    await page
      .getByRole('group', { name: /^Preview/ })
      .getByText(text)
      .waitFor();
    await page.keyboard.press('Enter');

    const arrived = async () =>
      (await phone.received('nadia')).filter(({ type }) => type === 'template');
    const whole = ['Order A-7', text, '[Track order]', '[Thank you]', 'Storeboard'].join('\n');
    await expect.poll(arrived, { timeout: 10_000 }).toMatchObject([{ text: whole }]);
    await page.getByRole('dialog', { name: 'order_ready' }).waitFor({ state: 'detached' });
    await page.getByRole('log').getByText(text).waitFor();
    await page.locator('chasqui-bubble[status=delivered]').last().waitFor();
    faults.assertNone();
    expect(await phone.openApiViolations()).toEqual([]);
  });
});

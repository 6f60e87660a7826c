import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_ADMIN } from '../../demo/seed.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

/** From the click to the customer's phone and back. */
describe('reacting to a customer', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let context: BrowserContext;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;

  const bubble = (text: string) => page.locator('chasqui-bubble').filter({ hasText: text });
  const chip = (text: string) => bubble(text).getByRole('button', { name: /reacted with/ });
  const react = async (text: string, emoji: string) => {
    await bubble(text).hover();
    await bubble(text).getByRole('button', { name: 'React (E)' }).click();
    await page.getByRole('button', { name: `React with ${emoji}` }).click();
  };
  const onPhone = (text: string) =>
    expect.poll(() => phone.businessReaction('nadia', text), { timeout: 15_000 });

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
  });
  afterEach(async () => {
    await phone.clearFaults();
    await context.close();
    faults.assertNone();
  });

  it('shows it on the phone, takes it back, and tells what WhatsApp did not take', async () => {
    await phone.write('nadia', 'The kettle is wonderful!');
    await phone.write('nadia', 'And so is the tea.');
    await signIn(page, DEMO_ADMIN);
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();

    await react('wonderful', '❤️');
    await chip('wonderful').waitFor();
    await onPhone('The kettle is wonderful!').toBe('❤️');

    await chip('wonderful').click();
    await onPhone('The kettle is wonderful!').toBe(undefined);
    await chip('wonderful').waitFor({ state: 'detached' });

    await react('the tea', '👍');
    await onPhone('And so is the tea.').toBe('👍');
    await phone.addFault({ kind: 'failed_status', code: 131009, count: 1 });
    await react('the tea', '😂');
    await bubble('the tea')
      .getByText('The reaction 😂 did not get through: WhatsApp cannot react to this message.')
      .waitFor();
    expect(await chip('the tea').textContent()).toContain('👍');
    await onPhone('And so is the tea.').toBe('👍');

    // A reaction is no message: not here, and not on the phone.
    expect(await page.locator('chasqui-bubble').count()).toBe(2);
    expect(await phone.received('nadia')).toEqual([]);
    expect(await phone.openApiViolations()).toEqual([]);
  });
});

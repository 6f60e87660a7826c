import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_ADMIN } from '../../demo/seed.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

const REPAIRS = '700500300100210';
const LAMPS = '700500300100220';

/** An admin connects numbers with «Connect with Facebook», in Meta's window as the simulator plays it. */
describe('Connect with Facebook', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let context: BrowserContext;
  let page: Page;

  const button = (name: string, on: Page = page) => on.getByRole('button', { name, exact: true });
  const bubble = (text: string) => page.getByRole('article').filter({ hasText: text });
  const openSettings = async () => {
    await page.goto(demo.url);
    await signIn(page, DEMO_ADMIN);
    await page.getByRole('tab', { name: 'Settings' }).click();
    await button('Connect with Facebook').waitFor();
  };
  /** Presses the button and goes on to the account in the window that opens. */
  const openWindow = async () => {
    const opening = page.waitForEvent('popup');
    await button('Connect with Facebook').click();
    const popup = await opening;
    await button('Continue', popup).waitFor();
    return popup;
  };
  /** The window may close before Playwright has heard that its own click was done. */
  const pressToClose = async (name: string, popup: Page) => {
    const closed = popup.waitForEvent('close');
    await button(name, popup)
      .click()
      .catch((error: unknown) => {
        if (!popup.isClosed()) throw error;
      });
    await closed;
  };
  const choose = async (popup: Page, account: string, number?: string) => {
    await button('Continue', popup).click();
    await popup.getByRole('radio', { name: new RegExp(`^${account} ?9`) }).check();
    await button('Continue', popup).click();
    if (number) await popup.getByText(number).click();
    await pressToClose('Finish', popup);
  };
  const readMessage = async (from: string, text: string) => {
    await page.getByRole('tab', { name: 'Chats' }).click();
    await page.getByRole('button', { name: new RegExp(`^${from}`) }).click();
    await bubble(text).waitFor();
  };

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
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    context.setDefaultTimeout(15_000);
  });
  afterEach(() => context.close());

  it('connects a new number, by which a message arrives and is answered', async () => {
    const faults = await watchForFaults(page);
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(demo.url)) foreign.push(new URL(request.url()).pathname);
    });
    await openSettings();
    // Nobody has pressed: nothing is loaded from Facebook.
    expect(foreign).toEqual([]);
    await choose(await openWindow(), 'Storeboard Repairs', '+1 555-010-0210');
    await page.getByText('Connected. Storeboard Repairs').waitFor();
    await phone.write('nadia', 'My lamp is broken', REPAIRS);
    await readMessage('Nadia Okoro', 'My lamp is broken');
    await page.getByRole('textbox', { name: /Message/ }).fill('Bring it in');
    await button('Send').click();
    await expect.poll(async () => (await phone.received('nadia')).length).toBe(1);
    expect((await phone.received('nadia'))[0]?.content).toMatchObject({ body: 'Bring it in' });
    faults.assertNone();
  });

  it('answers by the number that was written to, and lists the chats of one number', async () => {
    const faults = await watchForFaults(page);
    await openSettings();
    await phone.write('nadia', 'And do you have the blue kettle?');
    await phone.write('tomas', 'Hello there');
    await readMessage('Nadia Okoro', 'And do you have the blue kettle?');
    // Both numbers stand in one log, told apart; the last one is answered by.
    await page.getByText('By +1 555-010-0200', { exact: true }).waitFor();
    const answerBy = page.getByLabel('Answer by');
    expect(await answerBy.inputValue()).toBe('700500300100200');
    await answerBy.selectOption(REPAIRS);
    await page.getByRole('textbox', { name: /Message/ }).fill('Your lamp is ready');
    await button('Send').click();
    await expect
      .poll(() => phone.numberOf('Your lamp is ready'), { timeout: 10_000 })
      .toBe(REPAIRS);
    await button('Back to chats').click();
    await page.getByLabel('Number', { exact: true }).selectOption(REPAIRS);
    await page.getByRole('button', { name: /^Tomás Rivera/ }).waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: /^Nadia Okoro/ })
      .first()
      .waitFor();
    faults.assertNone();
  });

  it('asks for the PIN of a number that has one, and goes on with the same sign-up', async () => {
    await openSettings();
    await choose(await openWindow(), 'Storeboard Repairs', '+1 555-010-0211');
    await page.getByText('This number has a two-step PIN of its own').waitFor();
    await page.getByText('Messages are sent here').waitFor();
    await page.getByLabel('The number’s two-step PIN').fill('246810');
    await button('Go on with this PIN').click();
    await page.getByText('Connected. Storeboard Spare Parts').waitFor();
  });

  it('brings a phone’s number with its contacts and history', async () => {
    await openSettings();
    await page.getByText('My phone’s number').click();
    await choose(await openWindow(), 'Storeboard Lamps');
    await page.getByText('Connected. Storeboard Lamps').waitFor();
    await phone.write('tomas', 'And by the phone’s number', LAMPS);
    await readMessage('Tomás Rivera', 'And by the phone’s number');
    await button('Back to chats').click();
    await page
      .getByRole('button', { name: /^Nadia Okoro/ })
      .first()
      .click();
    await bubble('Do you still have the smoked oak pendant?').waitFor();
  });

  it('says how the window was left, and can be pressed again', async () => {
    await openSettings();
    await pressToClose('Cancel', await openWindow());
    await page.getByText('You left Facebook’s window at «business account selection»').waitFor();
    await pressToClose('Report an error', await openWindow());
    await page.getByText('Your account could not be verified. (its number: 524126)').waitFor();
    await (await openWindow()).close();
    await page.getByText('Facebook’s window was closed').waitFor();
    const popup = await openWindow();
    await button('Continue', popup).click();
    await button('Continue', popup).click();
    await pressToClose('Finish without a number', popup);
    await page.getByText('You shared the business account, but chose no number').waitFor();
    const withoutScope = await openWindow();
    await withoutScope.getByLabel('Send and receive messages').uncheck();
    await choose(withoutScope, 'Storeboard Repairs', '+1 555-010-0210');
    await page.getByText('Facebook did not grant whatsapp_business_messaging').waitFor();
  });

  it('says what the page’s policy lacks where that blocks Facebook’s script', async () => {
    await page.route(`${demo.url}/`, async (route) => {
      const response = await route.fetch();
      const policy = (response.headers()['content-security-policy'] ?? '')
        .replace(` ${demo.simulatorUrl}`, '')
        .replace(' chasqui-sdk', '');
      const headers = { ...response.headers(), 'content-security-policy': policy };
      await route.fulfill({ response, headers });
    });
    const faults = await watchForFaults(page);
    await openSettings();
    // Until somebody presses, the widget needs nothing more than ever.
    faults.assertNone();
    await button('Connect with Facebook').click();
    await page.getByText('security policy (CSP) does not let Facebook’s script in').waitFor();
    await page.getByText(`script-src ${demo.simulatorUrl}`).waitFor();
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_OPERATOR } from '../../demo/seed.ts';
import { readWebhookFile } from '../fixtures/webhooks/webhook-files.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

/** Answers to one message, in both directions, and what else stands beside a message. */
describe('what stands around a message', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;

  const bubble = (text: string) => page.locator('chasqui-bubble').filter({ hasText: text }).last();

  beforeAll(async () => {
    browser = await launchBrowser();
    demo = await RunningDemo.start();
    phone = new SimulatorRemote(demo.simulatorUrl);
    await phone.write('nadia', 'Is the blue kettle back?');
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    faults = await watchForFaults(page);
    await page.goto(demo.url);
    await signIn(page, DEMO_OPERATOR);
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
    await bubble('Is the blue kettle back?').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it('an operator answers one message, and the customer answers that answer', async () => {
    await bubble('Is the blue kettle back?').hover();
    await bubble('Is the blue kettle back?')
      .getByRole('button', { name: 'Reply to this message' })
      .click();
    await page.getByRole('group', { name: /You are replying to Nadia Okoro/ }).waitFor();
    await page.keyboard.type('Yes, since Monday');
    await page.keyboard.press('Enter');
    await expect.poll(() => phone.receivedTexts('nadia')).toContain('Yes, since Monday');
    const received = (await phone.received('nadia')).at(-1)! as {
      id: string;
      context_message_id?: string;
    };
    expect(received.context_message_id).toMatch(/^wamid\./);
    await phone.say('nadia', {
      type: 'text',
      content: { body: 'Then keep one for me' },
      context_message_id: received.id,
    });
    const quote = bubble('Then keep one for me').getByRole('button', { name: /^In reply to/ });
    await quote.waitFor();
    expect(await quote.getAttribute('aria-label')).toContain('Yes, since Monday');
    await quote.click();
    await page.locator('chasqui-bubble[flash]').waitFor();
    faults.assertNone();
  });

  it('shows what was written on the phone, calls, history and the wish for no marketing', async () => {
    await phone.deliver(readWebhookFile('smb_message_echoes/text'));
    await bubble('We are open until six').getByText('Phone app').waitFor();
    await phone.deliver(readWebhookFile('calls/missed'));
    await phone.deliver(readWebhookFile('history/thread'));
    await page.getByText('Missed call from the customer').waitFor();
    await bubble('Do you mend lids?').waitFor();
    await phone.deliver(readWebhookFile('user_preferences/stop'));
    await page.getByText('No marketing').waitFor();
    faults.assertNone();
  });

  it('shows a group as a chat of its own, with who wrote', async () => {
    await phone.deliver(readWebhookFile('messages/text-to-group'));
    await page.getByRole('button', { name: 'Back to chats' }).click();
    await page.getByRole('button', { name: /^Group/ }).click();
    await bubble('Hello all').getByText('Nadia Okoro').waitFor();
    await phone.deliver(readWebhookFile('group_lifecycle_update/created'));
    await page.getByRole('heading', { name: 'Kettle club' }).waitFor();
    faults.assertNone();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_OPERATOR } from '../../demo/seed.ts';
import { CUSTOMERS } from '../../demo/simulator/customers.ts';
import { envelope, messagesChange, textMessage } from '../fixtures/webhooks/webhook-builder.ts';
import { openJourney } from '../support/open-journey.ts';
import type { Journey } from '../support/open-journey.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * The 24 hours in which a customer can be answered freely. Some of their messages come as Meta brings
 * them late: the webhook alone, of which the simulated phone, which has clocks of its own, knows nothing.
 */
describe('the customer service window', () => {
  let browser: Journey['browser'];
  let demo: Journey['demo'];
  let phone: Journey['phone'];
  let page: Journey['page'];
  let faults: Journey['faults'];
  let token: Journey['token'];

  const row = (person: string) => page.getByRole('button', { name: new RegExp(`^${person}`) });
  const chip = (name: RegExp) => page.getByRole('button', { name }).and(page.locator('.chip'));
  const field = () => page.getByRole('textbox', { name: /^Message to/ });
  const bubble = (text: string) => page.getByRole('article').filter({ hasText: text });
  const header = () => page.locator('chasqui-chat header');

  /** A colleague, or another program, writes. */
  const sendByApi = async (body: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    expect((await fetch(`${demo.url}/api/whatsapp/send`, request)).status).toBe(202);
  };
  /** Meta tells, only now, what they wrote a while ago. */
  const tellLate = async (customerId: string, text: string, agoMs: number) => {
    const person = CUSTOMERS.find(({ id }) => id === customerId)!;
    const timestamp = String(Math.floor((Date.now() - agoMs) / 1_000));
    const change = messagesChange({
      people: [person],
      messages: [textMessage(person, text, { id: `wamid.${customerId} ${text}`, timestamp })],
    });
    await phone.deliver(JSON.stringify(envelope(change)));
  };

  beforeAll(async () => {
    ({ browser, demo, phone, page, faults, token } = await openJourney(DEMO_OPERATOR));
    await page.getByRole('button', { name: 'New chat' }).first().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it('sorts the chats that close soon by who is next, and leaves the others out', async () => {
    await tellLate('nadia', 'Nearly four hours left', 20 * HOUR_MS + 5 * MINUTE_MS);
    await tellLate('aiko', 'Half an hour left', 23 * HOUR_MS + 30 * MINUTE_MS);
    await tellLate('tomas', 'Too late', 25 * HOUR_MS);
    await row('Tomás Rivera').waitFor();
    await chip(/^Closing soon/).click();
    const rows = page.getByRole('list', { name: 'Chats' }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(2);
    await rows.nth(0).getByRole('button', { name: /^Aiko/ }).waitFor();
    await rows
      .nth(1)
      .getByRole('button', { name: /^Nadia Okoro/ })
      .waitFor();
    // Whoever writes again has a whole day.
    await phone.write('aiko', 'Here I am again');
    await expect.poll(() => rows.count()).toBe(1);
    await chip(/^All/).click();
    await row('Aiko').waitFor();
    faults.assertNone();
  });

  it('tells how long it is open, near the field', async () => {
    await row('Nadia Okoro').click();
    await page.getByText(/^The window closes in 3 h 5\d m$/).waitFor();
    await page.getByRole('button', { name: 'Back to chats' }).click();
  });

  it('is closed where they wrote more than a day ago: a template goes, and the chat is open', async () => {
    await row('Tomás Rivera').click();
    await page.getByRole('heading', { name: 'The 24-hour window has closed' }).waitFor();
    await header().getByText('Closed').waitFor();
    expect(await field().count()).toBe(0);
    await page.getByRole('button', { name: 'Choose a template' }).click();
    await page
      .getByRole('option', { name: /delivery_update/ })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Choose a template' }).waitFor();
    await phone.write('tomas', 'I am back');
    await field().waitFor();
    await header()
      .getByText(/^(24 h|23 h 5\d m) left$/)
      .waitFor();
    await page.getByRole('button', { name: 'Back to chats' }).click();
    faults.assertNone();
  });

  it('is closed as soon as Meta says so, whatever our clock says, and the draft survives', async () => {
    // By our clock it is open; by Meta's, Nadia has never written.
    await row('Nadia Okoro').click();
    await field().fill('Shall we send it?');
    await sendByApi({ phone_number: '+15550100999', message_text: 'Your kettle is here' });
    await page.getByRole('heading', { name: 'The 24-hour window has closed' }).waitFor();
    await bubble('Your kettle is here').waitFor();
    await page.getByText('Not delivered: the 24-hour window had closed.').waitFor();
    await page.getByText('Your draft is kept: Shall we send it?').waitFor();
    expect(await phone.received('nadia')).toEqual([]);

    await page.getByRole('button', { name: 'Choose a template' }).click();
    await page.getByRole('option', { name: /order_ready/ }).click();
    for (const value of ['A-7', 'Nadia', 'A-7']) {
      await page.keyboard.type(value);
      await page.keyboard.press('Tab');
    }
    await page.getByRole('button', { name: 'Send template' }).click();
    await expect.poll(() => phone.received('nadia')).toMatchObject([{ type: 'template' }]);
    await page.getByText('Your draft is kept: Shall we send it?').waitFor();

    await phone.write('nadia', 'Yes, please');
    await expect.poll(() => field().inputValue()).toBe('Shall we send it?');
    await field().press('Enter');
    await expect.poll(() => phone.receivedTexts('nadia')).toContain('Shall we send it?');
    faults.assertNone();
    expect(await phone.openApiViolations()).toEqual([]);
  });
});

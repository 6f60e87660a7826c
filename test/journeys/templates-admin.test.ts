import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_ADMIN } from '../../demo/seed.ts';
import { makeFile } from '../fixtures/sample-files.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

const BODY = 'Hello {{1}}, we look after your kettle on {{2}} at our shop.';
const FILLED = 'Hello Nadia, we look after your kettle on Friday at our shop.';

/** A template from the admin's form, through Meta's review, to the customer's phone. */
describe('the admins’ page for templates', () => {
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
    await phone.write('nadia', 'Is my kettle ready?');
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    faults = await watchForFaults(page);
    await page.goto(demo.url);
    await signIn(page, DEMO_ADMIN);
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  const openPage = async () => {
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Manage templates' }).click();
    await page.getByRole('heading', { name: 'Message templates', level: 2 }).waitFor();
  };
  const entry = (name: string) =>
    page.locator('chasqui-template-entry', { has: page.getByRole('heading', { name }) });

  it('makes a template that Meta approves and a customer reads', async () => {
    await openPage();
    await page.getByRole('button', { name: 'New template' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Kettle care');
    await page.getByText('A name has a–z, 0–9 and _ only.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('kettle_care');
    await page.getByLabel('Language').selectOption('en_US');
    await page.getByLabel('Header', { exact: true }).selectOption('TEXT');
    await page.getByLabel('Text of the header').fill('Your kettle');
    await page.getByLabel('Body', { exact: true }).fill(BODY);
    await page.getByLabel('Body · {{1}}').fill('Nadia');
    await page.getByRole('button', { name: 'Submit to Meta' }).click();
    await page.getByText('Meta needs a sample value for {{2}}.').waitFor();
    await page.getByLabel('Body · {{2}}').fill('Friday');
    await page.locator('chasqui-bubble').getByText(FILLED).waitFor();
    await page.getByLabel('Add a button').selectOption('QUICK_REPLY');
    await page.getByLabel('Label').fill('Thank you');
    await page.getByRole('button', { name: 'Submit to Meta' }).click();

    await page.getByText('“kettle_care” is with Meta').waitFor();
    // The webhook tells that it is approved, and the feed brings it to the page.
    await entry('kettle_care').getByText('Approved').waitFor({ timeout: 20_000 });

    await page.getByRole('tab', { name: /Chats/ }).click();
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
    await page.getByPlaceholder('Type a message').press('Alt+t');
    await page.getByRole('option', { name: /kettle_care/ }).click();
    await page.getByLabel('Text · {{1}}').fill('Nadia');
    await page.getByLabel('Text · {{2}}').fill('Friday');
    await page.getByRole('button', { name: 'Send template' }).click();
    const arrived = async () =>
      (await phone.received('nadia')).filter(({ type }) => type === 'template');
    const whole = ['Your kettle', FILLED, '[Thank you]'].join('\n');
    await expect.poll(arrived, { timeout: 10_000 }).toMatchObject([{ text: whole }]);
    await page.getByRole('button', { name: 'Back to chats' }).click();
  });

  it('gives Meta a sample picture, and deletes after the name was typed', async () => {
    await openPage();
    await page.getByRole('button', { name: 'New template' }).click();
    await page.getByLabel('Name', { exact: true }).fill('new_kettle');
    await page.getByLabel('Category').selectOption('MARKETING');
    await page.getByLabel('Header', { exact: true }).selectOption('IMAGE');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await (
      await chooser
    ).setFiles({ name: 'kettle.png', mimeType: 'image/png', buffer: makeFile('png', 40_000) });
    await page.getByText('kettle.png is at Meta.').waitFor();
    await page.getByLabel('Body', { exact: true }).fill('Look at our new kettle.');
    await page.getByRole('button', { name: 'Submit to Meta' }).click();
    await page.getByText('“new_kettle” is with Meta').waitFor();

    await page.getByRole('button', { name: /^Delete new_kettle/ }).click();
    await page.getByLabel('Type new_kettle to confirm').fill('new_kettle');
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('“new_kettle” is deleted').waitFor();
    await entry('new_kettle').waitFor({ state: 'detached' });
  });

  it('sends a template with a picture from the operator’s computer', async () => {
    await page.getByRole('tab', { name: /Chats/ }).click();
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
    await page.getByPlaceholder('Type a message').press('Alt+t');
    await page.getByRole('button', { name: 'Marketing', exact: true }).click();
    await page.getByRole('option', { name: /spring_sale/ }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a file' }).click();
    const picture = { name: 'sale.png', mimeType: 'image/png', buffer: makeFile('png', 40_000) };
    await (await chooser).setFiles(picture);
    await expect
      .poll(() => page.getByLabel('Picture · link or file').inputValue())
      .toBe('sale.png');
    await page.getByLabel('Text · {{1}}').fill('Nadia');
    await page.getByLabel('Text · {{2}}').fill('20%');
    await page.getByLabel(/code to copy/).fill('SPRING20');
    await page.getByRole('button', { name: 'Send template' }).click();
    const texts = async () => JSON.stringify(await phone.received('nadia'));
    await expect
      .poll(texts, { timeout: 15_000 })
      .toContain('Hi Nadia, all kettles are 20% off this week.');
    faults.assertNone();
    expect(await phone.openApiViolations()).toEqual([]);
  });

  const openForm = async () => {
    await openPage();
    await page.getByRole('button', { name: 'New template' }).click();
  };
  const picture = (name: string) => ({
    ...{ name, mimeType: 'image/png', buffer: makeFile('png', 40_000) },
  });
  const card = (number: number) => page.getByRole('group', { name: `Card ${number}`, exact: true });

  it('makes a carousel, and the customer gets its cards', async () => {
    await page.getByRole('button', { name: 'Back to chats' }).click();
    await openForm();
    await page.getByLabel('Name', { exact: true }).fill('new_kettles');
    await page.getByLabel('Language').selectOption('en_US');
    await page.getByLabel('Made of').selectOption('CAROUSEL');
    await page.getByLabel('Body', { exact: true }).fill('These have just come in.');
    await page.getByLabel('Add a button to every card').selectOption('QUICK_REPLY');
    for (const [index, name] of ['Blue', 'Red'].entries()) {
      const within = card(index + 1);
      const chooser = page.waitForEvent('filechooser');
      await within.getByRole('button', { name: 'Choose a file' }).click();
      await (await chooser).setFiles(picture(`${name}.png`));
      await within.getByText(`${name}.png is at Meta.`).waitFor();
      await within.getByLabel('Text of the card').fill(`${name} kettle, now at {{1}} for a while`);
      await within.getByLabel('Body · {{1}}').fill('39.00');
      await within.getByLabel('Label').first().fill('To the shop');
      await within.getByLabel('Address').fill(`https://shop.example/{{1}}`);
      await within.getByLabel('Sample of the whole address').fill('https://shop.example/kettles');
      await within.getByLabel('Label').last().fill('Keep one for me');
    }
    await page.getByRole('button', { name: 'Submit to Meta' }).click();
    await page.getByText('“new_kettles” is with Meta').waitFor();
    await entry('new_kettles').getByText('Approved').waitFor({ timeout: 20_000 });

    await page.getByRole('tab', { name: /Chats/ }).click();
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
    await page.getByPlaceholder('Type a message').press('Alt+t');
    await page.getByRole('button', { name: 'Marketing', exact: true }).click();
    await page.getByRole('option', { name: /new_kettles/ }).click();
    for (const [index, price] of ['39.00', '45.00'].entries()) {
      const name = (words: string) => `Card ${index + 1} · ${words}`;
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Choose a file' }).first().click();
      await (await chooser).setFiles(picture(`kettle-${index}.png`));
      const link = page.getByLabel(name('Picture · link or file'));
      await expect.poll(() => link.inputValue()).toBe(`kettle-${index}.png`);
      await page.getByLabel(name('Text · {{1}}')).fill(price);
      await page.getByLabel(name('Button “To the shop” · end of its link')).fill('kettles');
    }
    await page.getByRole('button', { name: 'Send template' }).click();
    const cards = async () => (await phone.received('nadia')).flatMap((each) => each.cards ?? []);
    await expect
      .poll(cards, { timeout: 15_000 })
      .toEqual([
        '[image]\nBlue kettle, now at 39.00 for a while\n[To the shop]\n[Keep one for me]',
        '[image]\nRed kettle, now at 45.00 for a while\n[To the shop]\n[Keep one for me]',
      ]);
    await page.getByRole('button', { name: 'Back to chats' }).click();
  });

  it('keeps the draft of a form that was left, through a closed tab and a reload', async () => {
    await openForm();
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('weekend_sale');
    await page.getByLabel('Made of').selectOption('OFFER');
    await page.getByLabel('Name of the offer').fill('Ends on Sunday!');
    await page.getByRole('tab', { name: /Chats/ }).click();
    await openPage();
    await page.getByText('A draft of a new template is kept here').waitFor();
    await page.reload();
    await page.getByRole('button', { name: /WhatsApp inbox/ }).click();
    await openForm();
    await page.getByText('This is your draft from').waitFor();
    expect(await page.getByLabel('Name of the offer').inputValue()).toBe('Ends on Sunday!');

    await page.getByRole('button', { name: 'Back to the templates' }).click();
    const question = page.getByRole('dialog', { name: 'Leave the template?' });
    await question.getByRole('button', { name: 'Go on writing' }).click();
    expect(await name.inputValue()).toBe('weekend_sale');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await question.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('The draft is discarded.').waitFor();
    await page.getByRole('button', { name: 'New template' }).click();
    await name.waitFor();
    expect(await name.inputValue()).toBe('');
    faults.assertNone();
    expect(await phone.openApiViolations()).toEqual([]);
  });
});

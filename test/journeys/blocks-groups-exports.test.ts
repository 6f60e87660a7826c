import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContactResponse } from '../../backend/contract/contact.ts';
import { DEMO_ADMIN } from '../../demo/seed.ts';
import { MEDIA_SAMPLES } from '../../demo/simulator/media-samples.ts';
import { readWebhookFile } from '../fixtures/webhooks/webhook-files.ts';
import { openJourney } from '../support/open-journey.ts';
import type { Journey } from '../support/open-journey.ts';

const KETTLE_CLUB = 'Y2FwaV9ncm91cDox';

/** Whom one does not want to hear from, groups, and people without a number; and all of them as a file. */
describe('blocked people, groups and exports', () => {
  let browser: Journey['browser'];
  let demo: Journey['demo'];
  let phone: Journey['phone'];
  let page: Journey['page'];
  let faults: Journey['faults'];
  let token: Journey['token'];

  const blockAtMeta = async () => {
    const headers = { authorization: `Bearer ${token}` };
    const url = `${demo.url}/api/whatsapp/contacts/+15550100999`;
    return ((await (await fetch(url, { headers })).json()) as ContactResponse).contact
      .whatsapp_block;
  };
  const sendByApi = async (phone_number: string, message_text: string) =>
    fetch(`${demo.url}/api/whatsapp/send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ phone_number, message_text }),
    });
  const row = (person: string) => page.getByRole('button', { name: new RegExp(`^${person}`) });
  const field = () => page.getByRole('textbox', { name: /^Message to/ });
  const bubble = (text: string) => page.locator('chasqui-bubble').filter({ hasText: text });
  const toList = () => page.getByRole('button', { name: 'Back to chats' }).click();
  const chooseOf = async (person: string, action: string) => {
    await row(person).hover();
    await page.getByRole('button', { name: `More about ${person}` }).click();
    await page.getByRole('menuitem', { name: action, exact: true }).click();
  };

  beforeAll(async () => {
    ({ browser, demo, phone, page, faults, token } = await openJourney(DEMO_ADMIN));
    await page.getByRole('button', { name: 'New chat' }).first().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it('blocks a person: nobody writes to them any more, and WhatsApp knows', async () => {
    await phone.write('nadia', 'Buy my lamps');
    await row('Nadia Okoro').waitFor();
    await chooseOf('Nadia Okoro', 'Block');
    await row('Nadia Okoro').click();
    await page.getByText('You have blocked this contact.', { exact: true }).waitFor();
    await page.getByPlaceholder('This contact is blocked.').waitFor();
    expect(await field().getAttribute('readonly')).not.toBeNull();
    const response = await sendByApi('+15550100999', 'No, thank you');
    expect([response.status, await response.json()]).toMatchObject([
      409,
      { error: { code: 'contact_blocked' } },
    ]);
    await phone.write('nadia', 'Do you not like lamps?');
    faults.assertNone();
  });

  it('unblocks them: what they write arrives, and so does the answer', async () => {
    await page.getByRole('button', { name: 'Unblock', exact: true }).click();
    await page.getByPlaceholder('Type a message').waitFor();
    await page
      .getByText('You have blocked this contact', { exact: false })
      .waitFor({ state: 'detached' });
    await expect.poll(blockAtMeta).toEqual({ state: 'done', reason: null });
    await phone.write('nadia', 'Sorry for the lamps');
    await bubble('Sorry for the lamps').waitFor();
    expect(await bubble('Do you not like lamps?').count()).toBe(0);
    await field().fill('No harm done');
    await field().press('Enter');
    await expect.poll(() => phone.receivedTexts('nadia')).toContain('No harm done');
    await toList();
    faults.assertNone();
  });

  it('answers a group in words and pictures', async () => {
    await phone.deliver(readWebhookFile('messages/text-to-group'));
    await phone.deliver(readWebhookFile('group_lifecycle_update/created'));
    await row('Kettle club').hover();
    await page.getByRole('button', { name: 'More about Kettle club' }).click();
    await page.getByRole('menuitem', { name: 'Pin' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Block' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await row('Kettle club').click();
    await field().fill('Welcome, all of you');
    await field().press('Enter');
    await bubble('Welcome, all of you').and(page.locator('[status=delivered]')).waitFor();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach a file' }).click();
    await page.keyboard.press('Enter');
    const { bytes: buffer, mimeType } = MEDIA_SAMPLES.image;
    await (await chooser).setFiles([{ name: 'Shop.jpg', mimeType, buffer }]);
    await page.getByPlaceholder('Add a caption').fill('Our shop');
    await page.keyboard.press('Enter');
    await bubble('Our shop').and(page.locator('[status=delivered]')).waitFor();
    expect(await phone.sentToGroup(KETTLE_CLUB)).toMatchObject([
      { type: 'text', content: { body: 'Welcome, all of you' } },
      { type: 'image', content: { caption: 'Our shop' } },
    ]);
    await page.getByRole('button', { name: 'Details of Kettle club' }).click();
    await page.getByText(KETTLE_CLUB).waitFor();
    expect(await page.getByRole('button', { name: 'Ask for the phone number' }).count()).toBe(0);
    await toList();
    faults.assertNone();
  });

  it('meets somebody without a number, answers, asks for it, and finds who they are', async () => {
    // Another program has written to this number once: WhatsApp refused it, and told of nobody.
    expect((await sendByApi('+15550100996', 'Your parcel is here')).status).toBe(202);
    await row('\\+1 555-010-0996').waitFor();

    await phone.write('aiko', 'I have only a username');
    await row('Aiko').click();
    await bubble('I have only a username').waitFor();
    await field().fill('That is enough for us');
    await field().press('Enter');
    await expect.poll(() => phone.receivedTexts('aiko')).toContain('That is enough for us');
    await page.getByRole('button', { name: /^Details of Aiko/ }).click();
    await page.getByText('Not known').waitFor();
    await page.getByRole('button', { name: 'Ask for the phone number' }).click();
    const question = async () =>
      (await phone.received('aiko')).find(({ type }) => type === 'interactive');
    await expect.poll(question).toBeDefined();
    await phone.sharePhone('aiko', (await question())!.id);
    await page.getByText('belong to one customer').waitFor();
    await bubble('Your parcel is here').waitFor();
    await bubble('I have only a username').waitFor();
    await bubble('Shared their phone number').waitFor();
    await toList();
    await expect.poll(() => row('\\+1 555-010-0996').count()).toBe(0);
    faults.assertNone();
    expect(await phone.openApiViolations()).toEqual([]);
  });

  it.each([
    {
      what: 'contacts',
      columns: ['display_name', 'phone_number', 'user_id'],
      lines: [
        ['Aiko 愛子', "'+15550100996", 'JP.30914477120056'],
        ['Kettle club', '', `group:${KETTLE_CLUB}`],
        ['Nadia Okoro', "'+15550100999", 'US.48213570926641'],
      ],
    },
    {
      what: 'messages',
      columns: ['direction', 'message_type', 'message_text', 'status', 'error_code'],
      lines: [
        ['incoming', 'text', 'Buy my lamps', 'received', ''],
        ['incoming', 'text', 'Hello all', 'received', ''],
        ['incoming', 'text', 'I have only a username', 'received', ''],
        ['incoming', 'text', 'Sorry for the lamps', 'received', ''],
        ['outgoing', 'image', 'Our shop', 'delivered', ''],
      ],
    },
  ])('saves all $what as a file that a spreadsheet reads', async ({ what, columns, lines }) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /^Signed in as/ }).click();
    await page.getByRole('menuitem', { name: `Export ${what} (CSV)` }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe(`${what}.csv`);
    const text = await readFile(await saved.path(), 'utf8');
    expect(text.charCodeAt(0)).toBe(0xfe_ff);
    // Nothing in these lines has a comma.
    const [head = [], ...rows] = text
      .slice(1)
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(rows.length).toBeGreaterThanOrEqual(lines.length);
    const cells = rows.map((row) => columns.map((name) => row[head.indexOf(name)]));
    expect(cells).toEqual(expect.arrayContaining(lines));
    faults.assertNone();
  });
});

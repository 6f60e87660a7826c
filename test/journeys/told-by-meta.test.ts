import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountNoticePage } from '../../backend/contract/account-notice.ts';
import { DEMO_ADMIN } from '../../demo/seed.ts';
import { OTHER_FILES } from '../fixtures/webhooks/other-files.ts';
import { readWebhookFile, wamidOf } from '../fixtures/webhooks/webhook-files.ts';
import { openJourney } from '../support/open-journey.ts';
import type { Journey } from '../support/open-journey.ts';

/** How the card names how bad it is. */
const PILLS: Record<string, string> = {
  info: 'For information',
  warning: 'Look at this',
  critical: 'Act now',
};
/** So many the card shows. */
const SHOWN = 10;

interface FileNotice {
  file: string;
  field: string;
  event: string;
  severity: string;
}
const toldAt = (file: string) =>
  Number(/"time(?:stamp)?": "?(\d+)/.exec(readWebhookFile(file))?.[1] ?? Infinity);
/** Oldest first, so that the last ones of each batch are the newest that the card has. */
const NOTICES = OTHER_FILES.filter(({ notice }) => notice !== undefined)
  .map(
    ({ file, notice }) =>
      ({ file, field: 'messages', severity: 'warning', ...notice }) as FileNotice,
  )
  .toSorted((a, b) => toldAt(a.file) - toldAt(b.file));
const BATCHES = NOTICES.flatMap((_notice, index) => {
  const batch = NOTICES.slice(index, index + SHOWN);
  return index % SHOWN === 0 ? [{ batch, files: batch.map(({ file }) => file).join(', ') }] : [];
});

/** What Meta may decide about the template, one after the other, and what its entry says then. */
const DECISIONS = [
  { decision: { status: 'PAUSED' }, at: '.pill', shown: 'Paused' },
  { decision: { status: 'DISABLED' }, at: '.pill', shown: 'Disabled' },
  { decision: { status: 'PENDING' }, at: '.pill', shown: 'In review' },
  { decision: { status: 'REJECTED', reason: 'PROMOTIONAL' }, at: '.pill', shown: 'Rejected' },
  { decision: { status: 'APPROVED' }, at: '.pill', shown: 'Approved' },
  { decision: { quality: 'YELLOW' }, at: '.pill', shown: 'Quality: medium' },
  { decision: { next_category: 'MARKETING' }, at: '.reason', shown: 'moves it to Marketing' },
  { decision: { category: 'MARKETING' }, at: '.category', shown: 'Marketing' },
];
const ORDER_READY = '560000000000001';

/** What Meta tells besides messages, as admins read it. */
describe('what Meta tells admins', () => {
  let browser: Journey['browser'];
  let demo: Journey['demo'];
  let phone: Journey['phone'];
  let page: Journey['page'];
  let faults: Journey['faults'];
  let token: Journey['token'];

  const notices = async () => {
    const headers = { authorization: `Bearer ${token}` };
    const url = `${demo.url}/api/settings/whatsapp/notices?limit=100`;
    return ((await (await fetch(url, { headers })).json()) as AccountNoticePage).notices;
  };
  const openSettings = async () => {
    await page.getByRole('tab', { name: 'Chats' }).click();
    await page.getByRole('tab', { name: 'Settings' }).click();
  };

  beforeAll(async () => {
    ({ browser, demo, phone, page, faults, token } = await openJourney(DEMO_ADMIN));
    await page.getByRole('tab', { name: 'Settings' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it.each(BATCHES)('is in the notices: $files', async ({ batch }) => {
    const before = (await notices()).length;
    for (const { file } of batch) await phone.deliver(readWebhookFile(file));
    await expect.poll(async () => (await notices()).length).toBe(before + batch.length);
    await openSettings();
    const rows = page.locator('chasqui-notices-card').getByRole('listitem');
    for (const { field, event, severity } of batch) {
      const words = `${field}: ${event}`.replaceAll('_', ' ');
      await rows.filter({ hasText: words }).filter({ hasText: PILLS[severity]! }).first().waitFor();
    }
    faults.assertNone();
  });

  it('is kept whole where nobody has a view for it', async () => {
    const file = 'messages/unsupported-poll';
    await phone.deliver(readWebhookFile(file));
    await openSettings();
    await page.getByLabel('Where is a message?').fill(wamidOf(file));
    const found = page.locator('chasqui-journal-entry');
    await expect.poll(() => found.count()).toBe(1);
    await found.getByRole('button', { expanded: false }).click();
    const body = await found.getByRole('region', { name: 'What Meta sent' }).textContent();
    expect(JSON.parse(body ?? '')).toEqual(JSON.parse(readWebhookFile(file)));
    faults.assertNone();
  });

  it('changes the entry of a template as Meta decides', async () => {
    await page.getByRole('button', { name: 'Manage templates' }).click();
    const entry = page.locator('chasqui-template-entry').filter({ hasText: 'order_ready' });
    await entry.locator('.pill', { hasText: 'Approved' }).waitFor();
    for (const { decision, at, shown } of DECISIONS) {
      await phone.decideTemplate(ORDER_READY, decision);
      await entry.locator(at, { hasText: shown }).waitFor();
    }
    faults.assertNone();
  });
});

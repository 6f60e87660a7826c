import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_OPERATOR } from '../../demo/seed.ts';
import { makePhoto } from '../fixtures/photos.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

/** How long a killed worker's files stay its own, and then some. */
const TAKEN_OVER_WITHIN_MS = 50_000;

/** A customer's file from their phone to the operator's eyes, on a host page with a strict CSP. */
describe('customers’ files', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let context: BrowserContext;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;

  const photo = (caption: string) => page.getByRole('button', { name: `Open photo: ${caption}` });
  /** Whether the picture itself has been drawn, not only its place. */
  const isDrawn = (caption: string) =>
    photo(caption)
      .locator('img')
      .evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth === 320);

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
    await signIn(page, DEMO_OPERATOR);
  });
  afterEach(async () => {
    await phone.clearFaults();
    await context.close();
    faults.assertNone();
  });

  it('are drawn in the chat and open large, and Escape closes only the picture', async () => {
    await phone.sendFile('nadia', { type: 'image', caption: 'A dent' });
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
    await expect.poll(() => isDrawn('A dent')).toBe(true);
    await photo('A dent').click();
    const large = page.getByRole('dialog', { name: 'Photo' });
    await large.getByRole('img').waitFor();
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });
    await photo('A dent').waitFor();
  });

  it('are shown small in the chat where they are large, and large when opened', async () => {
    const bytes = await makePhoto(1_600, 1_200, { orientation: 6 });
    await phone.sendFile('nadia', {
      ...{ type: 'image', mime_type: 'image/jpeg', caption: 'The shelf' },
      base64: bytes.toString('base64'),
    });
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
    const widthOf = (image: HTMLImageElement) => image.naturalWidth;
    await expect.poll(() => photo('The shelf').locator('img').evaluate(widthOf)).toBe(480);
    await photo('The shelf').click();
    const large = page.getByRole('dialog', { name: 'Photo' }).getByRole('img');
    await expect.poll(() => large.evaluate(widthOf)).toBe(1_200);
  });

  it('are drawn as they sound where they are voice messages', async () => {
    await phone.sendFile('nadia', { type: 'audio', voice: true });
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
    const player = page.getByRole('group', { name: 'Voice message' });
    await player.getByText('0:00 / 0:02').waitFor();
    const longestBar = () =>
      player.locator('.wave path').evaluateAll((bars) => {
        const lengths = bars.map((bar) => (bar as SVGPathElement).getTotalLength());
        return Math.max(...lengths);
      });
    await expect.poll(longestBar).toBe(24);
  });

  it(
    'arrive after a kill -9 in the middle of a download',
    { timeout: TAKEN_OVER_WITHIN_MS + 30_000 },
    async () => {
      await phone.addFault({ kind: 'media_slow', delay_ms: 60_000 });
      await phone.sendFile('tomas', { type: 'image', caption: 'Half of it' });
      await page.getByRole('button', { name: /^Tomás Rivera/ }).click();
      await page.getByText('Photo is on its way').waitFor();
      await demo.kill();
      await demo.start();
      await photo('Half of it').waitFor({ timeout: TAKEN_OVER_WITHIN_MS });
      await expect.poll(() => isDrawn('Half of it')).toBe(true);
    },
  );
});

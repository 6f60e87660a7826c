import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MEDIA_SAMPLES } from '../../demo/simulator/media-samples.ts';
import { DEMO_OPERATOR } from '../../demo/seed.ts';
import { launchBrowser, watchForFaults } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';

const RECORDING_MS = 1_500;
/** What players are called. */
const NAMES = { video: 'Video', audio: 'Audio' };

/** An operator's file from their hands to the customer's phone, on a host page with a strict CSP. */
describe('files for customers', () => {
  let browser: Browser;
  let demo: RunningDemo;
  let phone: SimulatorRemote;
  let context: BrowserContext;
  let page: Page;
  let faults: Awaited<ReturnType<typeof watchForFaults>>;

  beforeAll(async () => {
    browser = await launchBrowser({ hasMicrophone: true });
    demo = await RunningDemo.start();
    phone = new SimulatorRemote(demo.simulatorUrl);
    await phone.write('nadia', 'Can you show me?');
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
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
  });
  afterEach(async () => {
    await context.close();
    faults.assertNone();
    expect(await phone.openApiViolations()).toEqual([]);
  });

  const arrival = async (type: string, count = 1) => {
    const ofType = async () => (await phone.received('nadia')).filter((each) => each.type === type);
    await expect.poll(async () => (await ofType()).length, { timeout: 15_000 }).toBe(count);
    return ofType();
  };
  const attach = async (files: { name: string; mimeType: string; buffer: Buffer }[]) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach a file' }).click();
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(files);
  };
  /** A picture that the browser itself makes, in any type it can write. */
  const draw = async (mimeType: string) => {
    const base64 = (await page.evaluate(`(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 });
      canvas.getContext('2d').fillRect(20, 20, 200, 100);
      const blob = await new Promise((done) => canvas.toBlob(done, '${mimeType}'));
      return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
    })()`)) as string;
    return Buffer.from(base64, 'base64');
  };

  it('are shown at once, reach the phone byte for byte, and get their ticks', async () => {
    const photo = MEDIA_SAMPLES.image.bytes;
    await attach([{ name: 'Shade.jpg', mimeType: 'image/jpeg', buffer: photo }]);
    await page.getByPlaceholder('Add a caption').fill('The new shade');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Open photo: The new shade' }).waitFor();
    const [received] = await arrival('image');
    expect(received?.content.caption).toBe('The new shade');
    const file = await phone.readFile(received?.content.id ?? '');
    expect(file.type).toBe('image/jpeg');
    expect(file.bytes.equals(photo)).toBe(true);
    await phone.read('nadia');
    await page.locator('chasqui-bubble[status=read]').first().waitFor();
  });

  it('go several at once, each with its caption, and WebP as the JPEG that WhatsApp takes', async () => {
    await attach([
      { name: 'One.webp', mimeType: 'image/webp', buffer: await draw('image/webp') },
      { name: 'Two.png', mimeType: 'image/png', buffer: await draw('image/png') },
    ]);
    await page.getByPlaceholder('Add a caption').fill('First');
    await page.getByRole('button', { name: /caption of Two.png/ }).click();
    await page.getByPlaceholder('Add a caption').fill('Second');
    await page.keyboard.press('Enter');
    const received = (await arrival('image', 3)).slice(1);
    expect(received.map(({ content }) => content.caption)).toEqual(['First', 'Second']);
    const types = received.map(
      async ({ content }) => (await phone.readFile(content.id ?? '')).type,
    );
    expect(await Promise.all(types)).toEqual(['image/jpeg', 'image/png']);
  });

  it.each(['video', 'audio'] as const)('go as what they are: %s', async (type) => {
    const { bytes: buffer, mimeType } = MEDIA_SAMPLES[type];
    await attach([{ name: `Kettle.${type === 'video' ? 'mp4' : 'ogg'}`, mimeType, buffer }]);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const [received] = await arrival(type);
    const file = await phone.readFile(received?.content.id ?? '');
    expect(file.bytes.equals(buffer)).toBe(true);
    await page.locator('chasqui-bubble').last().getByLabel(NAMES[type]).waitFor();
  });

  it('are refused in words before they are sent, and documents keep their name', async () => {
    await attach([
      { name: 'Film.mov', mimeType: 'video/quicktime', buffer: Buffer.from('film') },
      { name: 'Return label.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 x') },
    ]);
    await page.getByRole('alert').getByText('WhatsApp takes films as MP4 or 3GP only.').waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const [received] = await arrival('document');
    expect(received?.content.filename).toBe('Return label.pdf');
    await page.getByRole('button', { name: 'Remove Film.mov' }).click();
    await page.getByPlaceholder('Type a message').waitFor();
  });

  it('are voice messages in OGG with Opus, although the browser records WebM', async () => {
    expect(await page.evaluate(`MediaRecorder.isTypeSupported('audio/ogg;codecs=opus')`)).toBe(
      false,
    );
    await page.getByRole('button', { name: 'Record a voice message' }).click();
    await page.waitForTimeout(RECORDING_MS);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const [, received] = await arrival('audio', 2);
    expect(received?.content.voice).toBe(true);
    const { type, bytes } = await phone.readFile(received?.content.id ?? '');
    expect(type).toBe('audio/ogg');
    expect(bytes.toString('latin1', 0, 4)).toBe('OggS');
    // The browser's own decoder is the judge: all that was recorded, and it can be heard.
    const heard = (await page.evaluate(`(async () => {
      const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (c) => c.charCodeAt(0));
      const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes.buffer);
      const peak = Math.max(...sound.getChannelData(0).map(Math.abs));
      return { seconds: sound.duration, peak };
    })()`)) as { seconds: number; peak: number };
    expect(heard.seconds).toBeGreaterThan(0.8);
    expect(heard.seconds).toBeLessThan(4);
    expect(heard.peak).toBeGreaterThan(0.01);
  });
});

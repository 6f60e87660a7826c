import type { Browser, Page } from 'playwright-core';
import { launchBrowser, watchForFaults } from './browser.ts';
import { RunningDemo } from './running-demo.ts';
import { signIn } from './sign-in.ts';
import { SimulatorRemote } from './simulator-remote.ts';

/** What the journeys of one file share. Close the browser and stop the demo when they are over. */
export interface Journey {
  browser: Browser;
  demo: RunningDemo;
  phone: SimulatorRemote;
  /** A wide page on which the person is signed in. */
  page: Page;
  faults: Awaited<ReturnType<typeof watchForFaults>>;
  /** The same person's, for the API. */
  token: string;
}

/** Starts a demo of its own, and signs the person in at its dashboard. */
export async function openJourney(person: { email: string; password: string }): Promise<Journey> {
  const browser = await launchBrowser();
  const demo = await RunningDemo.start();
  const phone = new SimulatorRemote(demo.simulatorUrl);
  const token = await demo.signIn(person);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const faults = await watchForFaults(page);
  await page.goto(demo.url);
  await signIn(page, person);
  return { browser, demo, phone, page, faults, token };
}

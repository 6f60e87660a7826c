import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { unpackBundledChromium } from './bundled-chromium.ts';

/** What installed browsers are called, on the PATH or in full. */
const USUAL_NAMES = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];
const USUAL_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Nothing here weakens web security or site isolation: what we test is what a host page gets. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Options for Playwright's `chromium.launch`, and so for the element tests' runner. */
export interface BrowserLaunch {
  executablePath: string;
  headless: true;
  args: string[];
  env: Record<string, string>;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const named = USUAL_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...named, ...USUAL_PATHS].find(isExecutable);
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
}

/**
 * Finds a browser for the tests: the program that CHROME_PATH names, an installed Chrome or
 * Chromium, or the one that an npm package carries, which runs on a bare Debian.
 * Throws if CHROME_PATH names nothing.
 */
export async function findBrowser(): Promise<BrowserLaunch> {
  const own = process.env.CHROME_PATH;
  if (own && !isExecutable(own)) throw new Error(`CHROME_PATH: there is no program at ${own}.`);
  const common = { headless: true, args: ARGUMENTS, env: ownEnvironment() } as const;
  const installed = own || findInstalled();
  if (installed) return { ...common, executablePath: installed };
  const bundled = await unpackBundledChromium();
  return { ...common, ...bundled, env: { ...common.env, ...bundled.env } };
}

/** A microphone that beeps, and nobody to ask whether it may be used. */
const SIMULATED_MICROPHONE = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** Starts the browser that `findBrowser` finds. */
export async function launchBrowser(options: { hasMicrophone?: boolean } = {}): Promise<Browser> {
  const launch = await findBrowser();
  const more = options.hasMicrophone ? SIMULATED_MICROPHONE : [];
  return chromium.launch({ ...launch, args: [...launch.args, ...more] });
}

/**
 * Collects whatever must never happen on a page: violations of its Content Security Policy, uncaught
 * errors, unhandled rejections. Call before the page is opened; `assertNone` fails with the list.
 */
export async function watchForFaults(page: Page): Promise<{ assertNone(): void }> {
  const faults: string[] = [];
  // In Chromium this event tells unhandled rejections too.
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (/content security policy|trusted type/i.test(message.text())) faults.push(message.text());
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(
        `Content Security Policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
      );
    });
  });
  return {
    assertNone: () => {
      if (faults.length > 0) throw new Error(`The page had faults:\n${faults.join('\n')}`);
    },
  };
}

import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/** Where installed browsers usually are. */
const USUAL_PATHS = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface BrowserLaunch {
  executablePath: string;
  headless: true;
  args: string[];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether the dynamic loader knows the one library family a bare Debian lacks. */
function hasNetworkSecurityServices(): boolean {
  try {
    return execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).includes('libnss3.so');
  } catch {
    return false;
  }
}

/** The browser that comes inside an npm package; brings its libraries and a font where they are missing. */
async function unpackBundledChromium(): Promise<string> {
  if (!hasNetworkSecurityServices()) {
    const fontsOfTheSystem = existsSync('/etc/fonts/fonts.conf') ? '/etc/fonts' : undefined;
    // The package unpacks its libraries only where it believes to run as a cloud function.
    process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
    if (fontsOfTheSystem) process.env.FONTCONFIG_PATH ??= fontsOfTheSystem;
  }
  const { default: bundled } = await import('@sparticuz/chromium');
  return bundled.executablePath();
}

/**
 * Finds a browser for the tests: CHROME_PATH, an installed Chrome or Chromium, or the one that the
 * npm package carries. Web security and site isolation stay on.
 */
export async function findBrowser(): Promise<BrowserLaunch> {
  const own = process.env.CHROME_PATH;
  if (own && !isExecutable(own)) throw new Error(`CHROME_PATH: there is no program at ${own}.`);
  const executablePath = own ?? USUAL_PATHS.find(isExecutable) ?? (await unpackBundledChromium());
  return { executablePath, headless: true, args: ARGUMENTS };
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(await findBrowser());
}

/**
 * Collects whatever must never happen on a page: violations of its Content Security Policy, uncaught
 * errors, unhandled rejections. Call before the page is opened; `assertNone` fails with the list.
 */
export async function watchForFaults(page: Page): Promise<{ assertNone(): void }> {
  const faults: string[] = [];
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

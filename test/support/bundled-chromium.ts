import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/*
 * The Chromium that @sparticuz/chromium carries inside the npm package, made to run on a bare Debian.
 *
 * The package unpacks its libraries (NSS, NSPR, expat) only where it believes to be a cloud function,
 * always into the temporary folder, and not atomically: a test run that is killed meanwhile would
 * leave half a browser for all later ones. So a process of its own unpacks into a fresh folder, which
 * gets its final name only when it is complete. With these libraries the binary needs nothing but
 * glibc 2.34 and libgcc, which every Debian has; the environment variables reach the browser alone.
 */

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(PROJECT, 'node_modules', '.cache', 'chasqui');
const PACKAGE_JSON = join(PROJECT, 'node_modules', '@sparticuz', 'chromium', 'package.json');
const UNPACK = `
  const { default: chromium } = await import('@sparticuz/chromium');
  await chromium.executablePath();
`;

export interface BundledChromium {
  executablePath: string;
  /** What the browser's process needs beside our own environment. */
  env: Record<string, string>;
}

/** Unpacks the browser on first use. Throws where the package has none for this machine. */
export async function unpackBundledChromium(): Promise<BundledChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No Chrome or Chromium found, and the one in the npm package is for Linux on x64 only: ' +
        'install one and name it in CHROME_PATH.',
    );
  }
  const { version } = JSON.parse(readFileSync(PACKAGE_JSON, 'utf8')) as { version: string };
  const home = join(CACHE, `chromium-${version}`);
  if (!existsSync(home)) await unpackInto(home);
  return {
    executablePath: join(home, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
    },
  };
}

async function unpackInto(home: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const workshop = await mkdtemp(`${home}-`);
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', UNPACK], {
      cwd: PROJECT,
      env: { ...process.env, TMPDIR: workshop, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' },
    });
    await writeFile(join(workshop, 'fonts.conf'), fontConfiguration(home));
    await rename(workshop, home);
  } catch (error) {
    await rm(workshop, { recursive: true, force: true });
    // Another test run may have been faster; its browser is as good.
    if (!existsSync(home)) throw error;
  }
}

/** The system's fonts, where there are any; otherwise the one that the package carries. */
function fontConfiguration(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(home, 'fonts', 'fonts')}</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

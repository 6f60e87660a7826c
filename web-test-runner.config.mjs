import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defaultReporter } from '@web/test-runner';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { findBrowser } from './test/support/browser.ts';

/*
 * Element tests: they run on source, in a real Chromium, and fail on whatever must never happen on
 * a host page: a violation of a strict CSP, an uncaught error, an unhandled rejection.
 * `npm run test:widget` starts this under tsx, so that it may import TypeScript.
 */

/*
 * Styles are the directive a widget breaks most easily; eval and inline event handlers follow. The
 * runner's own page holds inline module scripts: they get a nonce, made anew with every start.
 */
const NONCE = randomUUID();
const POLICY = [
  "default-src 'none'",
  `script-src 'self' 'nonce-${NONCE}'`,
  "style-src 'self'",
  "connect-src 'self' ws:",
  "img-src 'self' blob: data:",
  "media-src 'self' blob: data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Serves every page under the policy. The last plugin, since others add scripts before it. */
const strictPolicyPlugin = {
  name: 'strict-policy',
  transform(context) {
    if (!context.response.is('html')) return undefined;
    context.set('Content-Security-Policy', POLICY);
    return context.body.replaceAll('<script', `<script nonce="${NONCE}"`);
  },
};

/** Mocha fails a test on uncaught errors; this makes violations and unhandled rejections such. */
const FAIL_ON_FAULTS = `<script>
  addEventListener('unhandledrejection', (event) => {
    throw new Error('unhandled rejection: ' + event.reason);
  });
  addEventListener('securitypolicyviolation', (event) => {
    throw new Error('CSP violated: ' + event.violatedDirective + ' ' + event.sample);
  });
</script>`;

/** Prints «N passed, N failed» as the very last line, for people and machines alike. */
function closingLineReporter() {
  return {
    onTestRunFinished({ sessions }) {
      let passed = 0;
      let failed = 0;
      const count = (suite) => {
        for (const test of suite.tests) {
          if (test.skipped) continue;
          if (test.passed) passed += 1;
          else failed += 1;
        }
        for (const inner of suite.suites) count(inner);
      };
      for (const session of sessions) {
        if (session.testResults) count(session.testResults);
        if (session.errors.length > 0) failed += 1;
      }
      process.once('exit', () => console.log(`\n${passed} passed, ${failed} failed`));
    },
  };
}

const launchOptions = await findBrowser();
console.log(`Browser for the element tests: ${launchOptions.executablePath}`);

export default {
  files: ['widget/*.test.ts', 'widget/{components,message-kinds}/**/*.test.ts'],
  nodeResolve: { exportConditions: ['browser', 'development'] },
  hostname: '127.0.0.1',
  concurrency: 2,
  // Said once per file, and true: tests run on source.
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)),
    }),
    strictPolicyPlugin,
  ],
  browsers: [
    playwrightLauncher({
      product: 'chromium',
      // Nobody touches these pages, and browsers play sound only where somebody did.
      launchOptions: {
        ...launchOptions,
        args: [...launchOptions.args, '--autoplay-policy=no-user-gesture-required'],
      },
    }),
  ],
  testRunnerHtml: (testFramework) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Element tests</title>${FAIL_ON_FAULTS}</head>
  <body><script type="module" src="${testFramework}"></script></body>
</html>`,
  testFramework: { config: { ui: 'bdd', timeout: '15000' } },
  reporters: [defaultReporter(), closingLineReporter()],
};

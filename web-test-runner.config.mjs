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

/**
 * As strict as the runner allows: its own page holds inline module scripts, so scripts may be inline
 * here. Styles may not: that is the directive a widget breaks most easily.
 */
const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self'; connect-src 'self' ws:; img-src 'self' blob: data:";

/** Mocha fails a test on uncaught errors; this makes violations and unhandled rejections such. */
const FAIL_ON_FAULTS = `<script>
  addEventListener('unhandledrejection', (event) => {
    throw new Error('unhandled rejection: ' + event.reason);
  });
  addEventListener('securitypolicyviolation', (event) => {
    throw new Error('CSP violated: ' + event.violatedDirective + ' ' + event.sample);
  });
</script>`;

/** Prints «N passed, N failed» as the last line, for people and machines alike. */
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
      console.log(`${passed} passed, ${failed} failed`);
    },
  };
}

const launchOptions = await findBrowser();
console.log(`Browser for the element tests: ${launchOptions.executablePath}`);

export default {
  files: ['widget/*.test.ts', 'widget/{components,message-kinds}/**/*.test.ts'],
  nodeResolve: { exportConditions: ['browser', 'development'] },
  concurrency: 2,
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)),
    }),
  ],
  middleware: [
    (context, next) => {
      context.set('Content-Security-Policy', POLICY);
      return next();
    },
  ],
  browsers: [playwrightLauncher({ product: 'chromium', launchOptions })],
  testRunnerHtml: (testFramework) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Element tests</title>${FAIL_ON_FAULTS}</head>
  <body><script type="module" src="${testFramework}"></script></body>
</html>`,
  testFramework: { config: { ui: 'bdd', timeout: '5000' } },
  reporters: [defaultReporter(), closingLineReporter()],
};

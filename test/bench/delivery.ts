import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_ADMIN } from '../../demo/seed.ts';
import { launchBrowser } from '../support/browser.ts';
import { RunningDemo } from '../support/running-demo.ts';
import { signIn } from '../support/sign-in.ts';
import { SimulatorRemote } from '../support/simulator-remote.ts';
import { quantile } from './figures.ts';

const MESSAGES = 40;
const PAUSE_MS = 150;
const TIMEOUT_MS = 5_000;

/** Runs in the page, as text: looks through the open shadow roots every millisecond. */
const WAIT_UNTIL_SHOWN = `async (wanted) => {
  const has = (root) => [...root.querySelectorAll('*')].some((element) =>
    (element.localName === 'article' && element.textContent.includes(wanted)) ||
    (element.shadowRoot !== null && has(element.shadowRoot)));
  const giveUpAt = performance.now() + ${TIMEOUT_MS};
  while (!has(document)) {
    if (performance.now() > giveUpAt) throw new Error(wanted + ' never came');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return Date.now();
}`;

/*
 * `npm run bench delivery`: how long a customer's message takes from the moment WhatsApp posts its
 * webhook until an operator's open widget has it in the DOM, on the demo. The clock starts before the
 * simulator is told to post, so its own work is counted in. Beside it: how long the demo takes to start.
 */
export async function benchDelivery(): Promise<void> {
  const demo = await RunningDemo.start();
  const browser = await launchBrowser();
  try {
    await demo.kill();
    console.log(`start after the build: ${Math.round(await demo.start())} ms (goal 3000)`);
    const phone = new SimulatorRemote(demo.simulatorUrl);
    const page = await browser.newPage();
    await page.goto(demo.url);
    await signIn(page, DEMO_ADMIN);
    await phone.write('nadia', 'first');
    await page.getByRole('button', { name: /^Nadia Okoro/ }).click();
    await page.getByRole('article').filter({ hasText: 'first' }).waitFor();

    const tookMs: number[] = [];
    for (let index = 0; index < MESSAGES; index += 1) {
      const text = `measured ${index}.`;
      const seenAt = page.evaluate<number>(`(${WAIT_UNTIL_SHOWN})(${JSON.stringify(text)})`);
      const postedAt = Date.now();
      await phone.write('nadia', text);
      tookMs.push((await seenAt) - postedAt);
      await sleep(PAUSE_MS);
    }
    console.log(
      `webhook posted → message in the DOM, ${MESSAGES} messages: ` +
        `p50 ${quantile(tookMs, 0.5)} ms (goal 60), p95 ${quantile(tookMs, 0.95)} ms, max ${Math.max(...tookMs)} ms`,
    );
  } finally {
    await browser.close();
    await demo.stop();
  }
}

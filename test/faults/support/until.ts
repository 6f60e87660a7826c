import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 25;

/** Waits until the condition holds; rejects, naming `what` was waited for, after `timeoutMs`. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`Not within ${timeoutMs} ms: ${what}.`);
    await sleep(POLL_MS);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;

/** Polls until `isSo`; fails after `timeoutMs`, naming `what` it waited for. */
export async function waitUntil(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  timeoutMs = 30_000,
): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`Waited in vain until ${what}.`);
    await sleep(POLL_MS);
  }
}

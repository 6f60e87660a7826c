/** The process ends after this time even if something hangs. */
const STOP_TIMEOUT_MS = 15_000;

/**
 * Starts, waits for SIGTERM or SIGINT, then stops in order and exits with 0. A signal that comes
 * while starting is obeyed right after the start. A second signal, or a stop that takes over 15 s,
 * ends the process at once: everything acknowledged is on disk anyway.
 * @param start resolves to what stops again
 */
export async function runUntilSignal(start: () => Promise<() => Promise<void>>): Promise<void> {
  const signalled = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const stop = await start();
  await signalled;
  const giveUp = (reason: string) => {
    console.error(reason);
    process.exit(1);
  };
  process.once('SIGTERM', () => giveUp('Stopped at once.'));
  process.once('SIGINT', () => giveUp('Stopped at once.'));
  setTimeout(() => giveUp('Stopping took too long.'), STOP_TIMEOUT_MS).unref();
  await stop();
  process.exit(0);
}

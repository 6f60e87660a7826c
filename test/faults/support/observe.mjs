import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/*
 * Preloaded into a server under test (NODE_OPTIONS=--import): SIGUSR2 makes it write to OBSERVE_FILE
 * how long its event loop was blocked at most since the last time, and what stands on
 * Object.prototype.
 */
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on('SIGUSR2', () => {
  const figures = {
    maxLoopDelayMs: delay.max / 1e6,
    prototypeKeys: Object.getOwnPropertyNames(Object.prototype).sort(),
    memoryMb: process.memoryUsage().rss / 1e6,
  };
  delay.reset();
  writeFileSync(process.env.OBSERVE_FILE ?? '/dev/null', JSON.stringify(figures));
});

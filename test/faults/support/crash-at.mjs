import { subscribe } from 'node:diagnostics_channel';

/*
 * Preloaded into a server under test: kills it with SIGKILL when it reaches a trace point
 * (backend/trace-points.ts) for the n-th time. `CRASH_AT=outbox_after_answer:3`. With
 * `CRASH_SIGNAL=SIGSTOP` it freezes there instead.
 */
const [point, count = '1'] = (process.env.CRASH_AT ?? '').split(':');
let left = Number(count);
if (point) {
  subscribe(`chasqui:${point}`, () => {
    left -= 1;
    if (left === 0) process.kill(process.pid, process.env.CRASH_SIGNAL ?? 'SIGKILL');
  });
}

import { readFileSync } from 'node:fs';
import { setInterval } from 'node:timers';

/*
 * Preloaded into a server under test: its wall clock is off by the ms that stand in the file
 * CLOCK_FILE, which is read anew many times a second. The monotonic clock runs on, as on a machine
 * whose time is set.
 */
const RealDate = Date;
let offsetMs = 0;

const read = () => {
  try {
    offsetMs = Number(readFileSync(process.env.CLOCK_FILE, 'utf8'));
  } catch {
    // Not written yet.
  }
};
read();
setInterval(read, 20).unref();

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + offsetMs);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + offsetMs;
  }
};

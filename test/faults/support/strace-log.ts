/** One system call out of a log of `strace -f -ttt -T -y -o FILE`. */
export interface SystemCall {
  /** Of the thread. */
  pid: number;
  name: string;
  /** As strace prints them: `19</data/a.sqlite-wal>, "…", 4096, 0`. */
  args: string;
  /** `0`, or `-1 EIO (Input/output error)`, or `?` when the process ended inside. */
  result: string;
  /** Seconds since 1970. */
  startedAt: number;
  endedAt: number;
}

const LINE = /^(\d+) +(\d+\.\d+) (.*)$/s;
const WHOLE = /^(\w+)\((.*)\) += (.*?)(?: <(\d+\.\d+)>)?$/s;
const UNFINISHED = /^(\w+)\((.*?),? *<unfinished \.\.\.>$/s;
const RESUMED = /^<\.\.\. (\w+) resumed>(.*)\) += (.*?)(?: <(\d+\.\d+)>)?$/s;

/**
 * Reads the log; calls come in the order in which they began. Of a call during which another thread
 * was traced strace writes two lines, `… <unfinished ...>` and `<... NAME resumed>…`: they are put
 * together, and the call ends where the second one stands. What never ended is left out.
 */
export function parseStraceLog(log: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const open = new Map<number, { name: string; args: string; startedAt: number }>();
  for (const line of log.split('\n')) {
    const [, pidText, timeText, rest = ''] = LINE.exec(line) ?? [];
    if (pidText === undefined) continue;
    const pid = Number(pidText);
    const time = Number(timeText);
    const unfinished = UNFINISHED.exec(rest);
    if (unfinished) {
      const [, name = '', args = ''] = unfinished;
      open.set(pid, { name, args, startedAt: time });
      continue;
    }
    const resumed = RESUMED.exec(rest);
    const begun = open.get(pid);
    if (resumed) {
      const [, name = '', moreArgs = '', result = ''] = resumed;
      open.delete(pid);
      if (begun?.name !== name) continue;
      const args = [begun.args, moreArgs.replace(/^,? /, '')].filter(Boolean).join(', ');
      calls.push({ pid, name, args, result, startedAt: begun.startedAt, endedAt: time });
      continue;
    }
    const [, name, args = '', result = '', duration = '0'] = WHOLE.exec(rest) ?? [];
    if (name === undefined) continue;
    calls.push({ pid, name, args, result, startedAt: time, endedAt: time + Number(duration) });
  }
  return calls.sort((a, b) => a.startedAt - b.startedAt);
}

/** The file or socket of the call's first argument: `/data/a.sqlite-wal`, `socket:[949934]`. */
export function pathOf(call: SystemCall): string | undefined {
  return /^\d+<(.*?)>(?:,|$)/.exec(call.args)?.[1];
}

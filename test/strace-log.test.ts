import { describe, expect, it } from 'vitest';
import { parseStraceLog, pathOf } from './faults/support/strace-log.ts';

const LOG = `6417  100.000001 pwrite64(19</data/a.sqlite-wal>, "x) = 1", 6, 0) = 6 <0.000200>
6417  100.000300 fsync(19</data/a.sqlite-wal> <unfinished ...>
6409  100.000400 read(30<socket:[94]>,  <unfinished ...>
6417  100.005000 <... fsync resumed>)    = 0 <0.004700>
6409  100.005100 <... read resumed>"POST /", 65536) = 6 <0.004700>
6418  100.006000 fsync(20</data/b>) = -1 EIO (Input/output error) (INJECTED) <0.000010>
6409  100.007000 --- SIGTERM {si_signo=SIGTERM, si_code=SI_USER} ---
6409  100.008000 write(1<pipe:[1]>, "bye", 3 <unfinished ...>
6409  100.009000 +++ exited with 0 +++
`;

describe('the reader of strace’s log', () => {
  const calls = parseStraceLog(LOG);

  it('tells when a call began and ended', () => {
    expect(calls[0]).toMatchObject({
      pid: 6417,
      name: 'pwrite64',
      result: '6',
      startedAt: 100.000001,
    });
    expect(calls[0]?.endedAt).toBeCloseTo(100.000201, 9);
  });

  it('puts together a call that another thread’s interrupted, by thread', () => {
    expect(calls[1]).toMatchObject({
      pid: 6417,
      name: 'fsync',
      startedAt: 100.0003,
      endedAt: 100.005,
    });
    expect(calls[2]).toMatchObject({ args: '30<socket:[94]>, "POST /", 65536', endedAt: 100.0051 });
  });

  it('keeps the error of a call that failed', () => {
    expect(calls[3]?.result).toBe('-1 EIO (Input/output error) (INJECTED)');
  });

  it('leaves out signals, ends and what never ended', () => {
    expect(calls.map(({ name }) => name)).toEqual(['pwrite64', 'fsync', 'read', 'fsync']);
  });

  it('names the file or socket', () => {
    expect(calls.map(pathOf)).toEqual([
      '/data/a.sqlite-wal',
      '/data/a.sqlite-wal',
      'socket:[94]',
      '/data/b',
    ]);
  });
});

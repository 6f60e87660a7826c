import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { until } from './until.ts';

export interface AttachedStrace {
  /** Lets go of the processes, which run on. */
  detach(): Promise<void>;
  /** When every traced process has ended, or after `detach`. */
  whenEnded: Promise<void>;
}

/** Attaches strace to running processes, with their threads and the processes they will make. */
export async function attachStrace(
  pids: readonly number[],
  flags: readonly string[],
): Promise<AttachedStrace> {
  const targets = pids.flatMap((pid) => ['-p', String(pid)]);
  const tracer = spawn('strace', ['-f', ...flags, ...targets], { stdio: 'ignore' });
  const whenEnded = new Promise<void>((resolve) => tracer.once('exit', () => resolve()));
  onTestFinished(() => void tracer.kill('SIGKILL'));
  await until('strace is attached', () => pids.every(isTraced), 10_000);
  return {
    whenEnded,
    detach: async () => {
      tracer.kill('SIGINT');
      await whenEnded;
    },
  };
}

/** One that served a connection may have ended meanwhile. */
function isTraced(pid: number): boolean {
  if (!existsSync(`/proc/${pid}`)) return true;
  return !/^TracerPid:\s+0$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

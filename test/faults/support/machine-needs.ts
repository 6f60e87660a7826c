import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { TestContext } from 'vitest';

/** Skips the case, and says so, where strace is missing or may not trace. */
export function needStrace(context: TestContext): void {
  const probe = spawnSync('strace', ['-o', '/dev/null', 'true']);
  if (probe.status !== 0) context.skip('needs strace, and the right to trace');
}

/** A file system of its own in memory, gone with the case. Skips the case where it cannot be had. */
export function needTmpfs(context: TestContext, sizeMb: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'chasqui-tmpfs-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', folder]);
  if (mounted.status !== 0) {
    rmdirSync(folder);
    context.skip('needs root, and the right to mount a tmpfs');
  }
  onTestFinished(() => {
    // Lazily: a process that is still ending may hold a file.
    spawnSync('umount', ['-l', folder]);
    rmdirSync(folder);
  });
  return {
    folder,
    leaveFree: (bytes) => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(join(folder, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
    },
    resize: (newSizeMb) => {
      const result = spawnSync('mount', ['-o', `remount,size=${newSizeMb}m`, folder]);
      if (result.status !== 0) throw new Error(`Remounting failed: ${result.stderr.toString()}`);
    },
  };
}

export interface SmallDisk {
  folder: string;
  /** Fills it up to this rest. */
  leaveFree(bytes: number): void;
  /** Makes it larger, as an administrator would. */
  resize(newSizeMb: number): void;
}

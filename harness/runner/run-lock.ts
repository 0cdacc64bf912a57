import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../model/fault.ts';
import { hasEnded } from './process-state.ts';
import { lockFolder } from './state.ts';

const WAIT_MS = 20_000;
const POLL_MS = 200;

/**
 * Runs an action while no other process rewrites the run. The lock is outside of the run's folder, where every file is evidence.
 * @param waitMs how long to wait for another process, real milliseconds
 * @throws {Fault} where another process holds the lock for longer
 */
export async function withRunLock<T>(run: string, action: () => Promise<T>, waitMs = WAIT_MS): Promise<T> {
  await mkdir(lockFolder(), { recursive: true });
  const file = join(lockFolder(), `${encodeURIComponent(run)}.lock`);
  const end = performance.now() + waitMs;
  for (;;) {
    const handle = await open(file, 'wx').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (handle) {
      await handle.writeFile(String(process.pid));
      await handle.close();
      break;
    }
    if (await isStale(file)) await rm(file, { force: true });
    else if (performance.now() >= end)
      throw new Fault(`another process is rewriting run ${run}`, {
        fix: `if no leakgate process runs, remove ${file}`,
      });
    else await sleep(POLL_MS);
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

/** Whether the process that made the lock has ended. */
async function isStale(file: string): Promise<boolean> {
  // A lock that is gone or not written yet has no process id: it is not stale, and is tried again.
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));

  return Number.isInteger(pid) && pid > 0 && hasEnded(pid);
}

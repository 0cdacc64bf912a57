import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../model/fault.ts';
import { hasEnded } from './process-state.ts';
import { lockFolder } from './state.ts';

const WAIT_MS = 20_000;
const POLL_MS = 200;

/**
 * One at a time writes into a run that has ended; the lock lies outside of it, as everything in it is evidence.
 * @param waitMs how long to wait for somebody else, real milliseconds
 * @throws {Fault} where somebody else keeps at it
 */
export async function locked<T>(run: string, action: () => Promise<T>, waitMs = WAIT_MS): Promise<T> {
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
      throw new Fault(`somebody else is writing into run ${run}`, { fix: `if nobody is: rm ${file}` });
    else await sleep(POLL_MS);
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

/** Whoever made it is gone. */
async function isStale(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));

  return Number.isInteger(pid) && pid > 0 && hasEnded(pid);
}

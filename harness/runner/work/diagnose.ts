import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'webdriverio';
import { isAppiumRunning } from '../../../bin/appium.mjs';
import { clientArgs } from '../../handset/shell/adb.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Assignment } from '../assignment.ts';

const run = promisify(execFile);
const LIMIT_MS = 10_000;
/** The serial of a handset that adb reaches over TCP. */
const ADDRESS = /^[\w.-]+:\d+$/;

/** The event that records in the evidence what interrupted a case. */
export type Interruption = Extract<VisibilityEvent, { kind: 'broken' }>;

/** Finds out why a case failed: Appium, the handset or the web engine is gone; otherwise the scenario itself failed (`story`). */
export async function diagnose(
  error: unknown,
  session: Browser,
  assignment: Assignment,
): Promise<Interruption> {
  const fix = error instanceof Fault && error.fix !== undefined ? `: ${error.fix}` : '';
  const detail = `${reasonOf(error).split('\n')[0] ?? ''}${fix}`;
  const interruption = (what: string): Interruption => ({
    kind: 'broken',
    at: new Date().toISOString(),
    what,
    detail,
  });
  const { hostname, port } = session.options;
  if (!(await isAppiumRunning(`http://${hostname}:${port}`, LIMIT_MS))) return interruption('appium');
  if (!(await handsetAnswers(assignment))) {
    await attachAgain(assignment);

    return interruption('handset');
  }
  if (/crashed or was killed/.test(detail)) return interruption('engine');

  return interruption('story');
}

async function handsetAnswers({ adb, serial }: Assignment): Promise<boolean> {
  try {
    const { stdout } = await run(adb.path, [...clientArgs(adb), '-s', serial, 'shell', 'echo', 'here'], {
      timeout: LIMIT_MS,
    });

    return stdout.trim() === 'here';
  } catch {
    // The handset is gone or offline, or there is no adb server.
    return false;
  }
}

/**
 * Attaches a handset that adb reaches over TCP, so that it can be restored: adb forgets its address when the connection breaks, and
 * Appium waits 20 s in each command that ends its session. A phone on a cable attaches itself.
 */
async function attachAgain({ adb, serial }: Assignment): Promise<void> {
  if (!ADDRESS.test(serial)) return;
  await run(adb.path, [...clientArgs(adb), 'connect', serial], { timeout: LIMIT_MS }).catch(() => {
    // The handset or the adb server is gone; the launcher tries again for the next batch.
  });
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser } from 'webdriverio';
import { appiumAnswers } from '../../../bin/appium.mjs';
import { clientArgs } from '../../handset/shell/adb.ts';
import { reasonOf } from '../../model/fault.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import type { Assignment } from '../assignment.ts';

const run = promisify(execFile);
const LIMIT_MS = 10_000;

type Broken = Extract<VisibilityEvent, { kind: 'broken' }>;

/** Says what went away when a story failed: Appium, the handset, or nothing that can be named but the story itself. */
export async function diagnose(error: unknown, session: Browser, assignment: Assignment): Promise<Broken> {
  const detail = reasonOf(error).split('\n')[0] ?? '';
  const broken = (what: string): Broken => ({ kind: 'broken', at: new Date().toISOString(), what, detail });
  const { hostname, port } = session.options;
  if (!(await appiumAnswers(`http://${hostname}:${port}`, LIMIT_MS))) return broken('appium');
  if (!(await handsetAnswers(assignment))) return broken('handset');
  if (/crashed or was killed/.test(detail)) return broken('engine');

  return broken('story');
}

async function handsetAnswers({ adb, serial }: Assignment): Promise<boolean> {
  try {
    const { stdout } = await run(adb.path, [...clientArgs(adb), '-s', serial, 'shell', 'echo', 'here'], {
      timeout: LIMIT_MS,
    });

    return stdout.trim() === 'here';
  } catch {
    // Gone, offline, or no adb server: that is the answer.
    return false;
  }
}

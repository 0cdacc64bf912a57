import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Journal, openJournal } from '../journal/journal.ts';
import { type Phone, reachPhone } from '../phone.ts';
import type { Adb } from '../shell/adb.ts';
import { failureOf, HandsetLost } from '../shell/runner.ts';

/** What runs lines as a user, such as a phone in a namespace. */
export interface RunsLines {
  run(
    uid: number,
    line: string,
    options: { timeoutMs: number },
  ): Promise<{ code: number; stdout: string; stderr: string; late: boolean }>;
}

export interface HarnessPhone {
  phone: Phone;
  journal: Journal;
  remove(): Promise<void>;
}

const SHELL = 2000;

/** Connects the harness to what runs lines; reverse tunnels are only remembered. */
export async function connectHarness(lines: RunsLines): Promise<HarnessPhone> {
  const run = async (command: string, timeoutMs = 20_000) => {
    const { code, stdout, stderr, late } = await lines.run(SHELL, command, { timeoutMs });
    if (late) throw new HandsetLost(command, `no answer within ${timeoutMs} ms`);
    if (code !== 0) throw failureOf({ command, exitCode: code, stdout, stderr });

    return { stdout, stderr };
  };
  const tunnels = new Map<string, string>();
  const adb: Adb = async ([verb = '', ...args]) => {
    if (verb === 'shell') return await run(args.join(' '));
    const [first = '', second = ''] = args;
    if (first === '--list')
      return { stdout: [...tunnels].map(([from, to]) => `UsbFfs ${from} ${to}\n`).join(''), stderr: '' };
    if (first === '--remove') tunnels.delete(second);
    else tunnels.set(first, second);

    return { stdout: '', stderr: '' };
  };
  const folder = await mkdtemp(join(tmpdir(), 'leakgate-journal-'));
  const phone = await reachPhone('phone-of-lines', { run }, adb);

  return {
    phone,
    journal: await openJournal(phone, folder),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

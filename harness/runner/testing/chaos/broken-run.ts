import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expiredCertificate } from '../../../capture/testing/expired-certificate.ts';
import type { StartedRun } from '../started-run.ts';

const run = promisify(execFile);
const COMMAND_MS = 30_000;
const POLL_MS = 20;

/** A run, and a case of it, as the faults break it. */
export interface BrokenRun {
  serial: string;
  /** The package of the release whose case is broken. */
  package: string;
  /** Runs adb against the run's own server. */
  adb(...args: string[]): Promise<string>;
  /** Runs a line in the handset's shell, through an adb server that the run does not know. */
  shell(line: string): Promise<string>;
  processes: StartedRun['processes'];
  /** The process id of the worker that runs the case; the recorder is a part of it. */
  worker(): Promise<number>;
  kill(pid: number): void;
  /** Kills the program that the user started, and WebdriverIO. */
  killHarness(): Promise<void>;
  /** Replaces the run's CA by one that expired, before a worker reads it. */
  expireCertificate(): Promise<void>;
  /** Fills the disk that the run writes to. */
  fillDisk(): Promise<void>;
}

export function breakRun(
  started: StartedRun,
  target: { serial: string; package: string; shell: BrokenRun['shell'] },
): BrokenRun {
  return {
    ...target,
    async adb(...args) {
      const { adbServer } = await started.processes();
      const { stdout } = await run(adbServer.path, ['-P', String(adbServer.port), ...args], {
        timeout: COMMAND_MS,
      });

      return stdout;
    },
    processes: () => started.processes(),
    worker: () => workerOf(started),
    kill: (pid) => void process.kill(pid, 'SIGKILL'),
    async killHarness() {
      const { launcher } = await started.processes();
      started.child.kill('SIGKILL');
      process.kill(launcher, 'SIGKILL');
    },
    expireCertificate: () => expireCertificate(started),
    async fillDisk() {
      await run('dd', ['if=/dev/zero', `of=${join(started.dir, 'filler')}`, 'bs=64k'], {
        timeout: COMMAND_MS,
      }).catch(
        () => undefined, // dd ends with an error once the disk is full, which is what is wanted
      );
    },
  };
}

/** The worker is a descendant of the launcher whose command line names WebdriverIO's runner. */
async function workerOf(started: StartedRun): Promise<number> {
  const { launcher } = await started.processes();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    if (/local-runner/.test(line) && status.includes(`PPid:\t${launcher}\n`)) return Number(name);
  }
  throw new Error('the run has no worker');
}

/** The launcher writes the key and the certificate into a folder of the run before it starts the handsets. */
async function expireCertificate(started: StartedRun): Promise<void> {
  const { run: id } = JSON.parse(await readFile(join(started.dir, 'plan.json'), 'utf8')) as { run: string };
  const folder = join(tmpdir(), `leakgate-keys-${id}`);
  for (;;) {
    const names = await readdir(folder).catch(() => []); // The launcher has not made the folder yet.
    const file = names.find((name) => name.endsWith('.json'));
    const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
    if (file !== undefined && text.endsWith('}')) {
      const secrets = JSON.parse(text) as { key: string; cert: string };
      await writeFile(join(folder, file), JSON.stringify({ ...secrets, cert: expiredCertificate(secrets) }));
      return;
    }
    await sleep(POLL_MS);
  }
}

import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expiredCertificate } from '../../../capture/testing/expired-certificate.ts';
import { isAlive, type StartedRun } from '../started-run.ts';

const run = promisify(execFile);
const COMMAND_MS = 30_000;
const POLL_MS = 20;
const KILL_MS = 5_000;
/** Real milliseconds until the launcher has written its keys. */
const KEYS_MS = 60_000;

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
  /** @throws where the process did not run, or still runs */
  kill(pid: number): Promise<void>;
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
    kill: killProcess,
    async killHarness() {
      const { launcher } = await started.processes();
      const { pid } = started.child;
      if (pid !== undefined) await killProcess(pid);
      await killProcess(launcher);
    },
    expireCertificate: () => expireCertificate(started),
    async fillDisk() {
      const error = await run('dd', ['if=/dev/zero', `of=${join(started.dir, 'filler')}`, 'bs=64k'], {
        timeout: COMMAND_MS,
      }).then(
        () => undefined,
        (reason: unknown) => String(reason),
      );
      if (!error?.includes('No space left on device'))
        throw new Error(`the disk is not full: ${error ?? 'dd ended without an error'}`);
    },
  };
}

/** Kills a process, and waits until it has ended. */
async function killProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  for (let waited = 0; isAlive(pid); waited += POLL_MS) {
    if (waited > KILL_MS) throw new Error(`process ${pid} still runs after SIGKILL`);
    await sleep(POLL_MS);
  }
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
  const until = performance.now() + KEYS_MS;
  while (performance.now() < until) {
    const plan = await readFile(join(started.dir, 'plan.json'), 'utf8').catch(() => '');
    const id = /"run": *"([^"]+)"/.exec(plan)?.[1];
    const folder = join(tmpdir(), `leakgate-keys-${id}`);
    const names = await readdir(folder).catch(() => []); // The launcher has not made the folder yet.
    const file = names.find((name) => name.endsWith('.json'));
    const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
    if (file !== undefined && text.endsWith('}')) {
      const secrets = JSON.parse(text) as { key: string; cert: string };
      await writeFile(join(folder, file), JSON.stringify({ ...secrets, cert: expiredCertificate(secrets) }));
      const workers = await readdir(join(started.dir, 'workers')).catch(() => []);
      if (workers.length > 0) throw new Error('a worker was started before the CA was replaced');
      return;
    }
    await sleep(POLL_MS);
  }
  throw new Error('the launcher wrote no CA');
}

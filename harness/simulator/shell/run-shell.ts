import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShellRunner } from '../adbd/shell-service.ts';
import { SHELL } from '../files/user.ts';
import { createEnvironment } from './environment.ts';
import type { Machine } from './command.ts';
import { runScript } from './interpreter.ts';

/** Runs adb's shell: as user `shell`, in the global mount namespace. */
export function createShellRunner(machine: Machine): ShellRunner {
  return async (script, { stdin, stdout, stderr, hangup }) => {
    const { commandMs = 0 } = machine.device.options;
    if (commandMs > 0) await sleep(commandMs);
    const { image, jobs } = machine.system;
    const environment = createEnvironment(SHELL, image, jobs.nextPid());
    const status = await runScript(machine, script, environment, { stdin, stdout, stderr }, hangup);
    await Promise.all([stdout, stderr].map(async (stream) => await flushed(stream)));

    return status;
  };
}

/** Resolves when all written data has been read, or the reader has disconnected. */
async function flushed(stream: Writable): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.end(() => resolve());
  });
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../evidence/folders.ts';
import { SEAL, sealRun } from '../evidence/seal.ts';
import type { ExitCode } from '../model/exit.ts';
import { type KeptProcess, startKeptProcess } from '../runner/launch/kept-process.ts';
import { environmentOfHistory } from './history-file.ts';
import { restoreCommands, restoreInterruptedRun } from '../runner/launch/restore.ts';
import { projectRoot } from '../runner/project.ts';

/**
 * Runs the plan of a run's folder with WebdriverIO, in a process group of its own, and returns the gate's exit code. At the first
 * Ctrl-C the run stops, its phones are restored and its record is completed; at the second one this process ends at once.
 */
export async function runPlanned(runDir: string, historyFile?: string): Promise<ExitCode> {
  const wdio = await startKeptProcess({
    name: 'WebdriverIO',
    command: process.execPath,
    args: [join(projectRoot, 'node_modules/@wdio/cli/bin/wdio.js'), 'run', join(projectRoot, 'wdio.conf.ts')],
    cwd: projectRoot,
    env: {
      ...process.env,
      LEAKGATE_RUN: runDir,
      ...environmentOfHistory(historyFile),
      ...(process.stderr.isTTY ? {} : { NO_COLOR: '1' }),
    },
    logFile: join(runDir, 'logs', 'wdio.log'),
    showStderr: true,
    ownGroup: true,
  });
  const interrupts = watchInterrupts(wdio, runDir);
  try {
    await wdio.ended;
    if (interrupts.happened()) {
      await wdio.groupEnded();
      await restoreInterruptedRun(runDir, print);
    }

    return await completeRun(runDir, interrupts, historyFile);
  } finally {
    interrupts.stop();
  }
}

/** Completes the record of a run that WebdriverIO did not complete. @returns the exit code */
async function completeRun(
  runDir: string,
  interrupts: Interrupts,
  historyFile: string | undefined,
): Promise<ExitCode> {
  // Without run.json, WebdriverIO ended before it wrote one. A run.json that cannot be read is an error.
  const record = existsSync(join(runDir, 'run.json')) ? await readRun(runDir) : undefined;
  if (record?.gate && record.finishedAt) {
    // WebdriverIO ended while it wrote reports. The evidence is complete; without a seal it would look tampered with.
    if (!existsSync(join(runDir, SEAL))) await sealRun(runDir);

    return interrupts.happened() ? 130 : record.gate.exitCode;
  }
  print(
    `${interrupts.happened() ? 'the run was interrupted' : 'WebdriverIO ended before the run was complete'}; see ${runDir}`,
  );
  // Loaded only here: normally WebdriverIO's process completes the run.
  const { createLauncher } = await import('../runner/launch/launcher.ts');
  const { presentRun } = await import('../report/present.ts');
  const { decodingSteps } = await import('./decoding-steps.ts');
  const ended = await createLauncher(runDir).complete();
  await presentRun(runDir, ended.run, ended.unmodelled, { stepsOf: decodingSteps, historyFile });

  return interrupts.happened() ? 130 : ended.run.gate.exitCode;
}

interface Interrupts {
  /** Whether Ctrl-C was pressed. */
  happened(): boolean;
  stop(): void;
}

/** Ctrl-C reaches only this process. The first one stops WebdriverIO; the second one ends everything at once, with exit code 130. */
function watchInterrupts(wdio: KeptProcess, runDir: string): Interrupts {
  let count = 0;
  const interrupt = (): void => {
    count += 1;
    if (count === 1) {
      print('\nstopping the run and restoring the phone; press Ctrl-C again to end at once ...');
      void wdio.stop();
    } else if (count === 2) void endAtOnce(wdio, runDir);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);

  return {
    happened: () => count > 0,
    stop: () => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt),
  };
}

async function endAtOnce(wdio: KeptProcess, runDir: string): Promise<void> {
  try {
    wdio.killGroup();
    const commands = await restoreCommands(runDir);
    if (commands.length > 0) print(`a phone was left changed; restore it with: ${commands.join('; ')}`);
  } finally {
    process.exit(130);
  }
}

function print(text: string): void {
  process.stderr.write(`${text}\n`);
}

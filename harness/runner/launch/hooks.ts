import type { Gate, Run } from '../../model/run.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import { createLauncher } from './launcher.ts';
import type { Unmodelled } from './pool.ts';

/** Makes the reports of a run that ended, and prints its summary. */
export type PresentRun = (runDir: string, run: Run, unmodelled: Unmodelled[]) => Promise<void>;

/** WebdriverIO's launcher hooks. The exit code is the gate's, not WebdriverIO's. */
export function hooksOf(
  runDir: string,
  present: PresentRun,
): Pick<WebdriverIO.Config, 'onPrepare' | 'onWorkerStart' | 'onWorkerEnd' | 'onComplete'> {
  const launcher = createLauncher(runDir);
  let gate: Gate | undefined;
  // WebdriverIO itself exits only with 0 or 1; in an interrupted run it never calls `onComplete`.
  process.on('exit', () => {
    process.exitCode = gate ? gate.exitCode : 130;
  });

  return {
    async onPrepare() {
      try {
        await launcher.prepare();
      } catch (error) {
        printError(error);
        // No worker was started yet. If the error were thrown, WebdriverIO would end with 1 and a stack trace.
        await finish();
        process.exit();
      }
    },
    async onWorkerStart(worker, capabilities) {
      await launcher.startWorker(
        worker,
        Number(worker.split('-')[0]),
        capabilities as Record<string, unknown>,
      );
    },
    async onWorkerEnd(worker, exitCode) {
      await launcher.endWorker(worker, exitCode);
    },
    onComplete: finish,
  };

  async function finish(): Promise<void> {
    try {
      const completed = await launcher.complete();
      gate = completed.run.gate;
      await present(runDir, completed.run, completed.unmodelled);
    } catch (error) {
      printError(error);
      gate ??= { passed: false, exitCode: 3, failures: [] };
    }
  }
}

function printError(error: unknown): void {
  process.stderr.write(`leakgate: ${reasonOf(error)}\n`);
  if (error instanceof Fault && error.fix) process.stderr.write(`  ${error.fix}\n`);
  if (!(error instanceof Fault) && error instanceof Error && process.env['LEAKGATE_DEBUG'])
    process.stderr.write(`${error.stack}\n`);
}

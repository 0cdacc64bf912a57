import { invariant } from '../model/fault.ts';
import { rulesDigest } from '../runner/rules.ts';
import { historyFileOfThisRun } from './history-file.ts';
import { configurationOf, planOfThisRun } from '../runner/wdio-config.ts';

/**
 * The configuration that `wdio.conf.ts` exports. The launcher loads it with hooks, and each worker without them.
 * @throws {Fault} if the rules changed since the run was planned: verdicts would name rules that were not applied
 */
export async function wdioConfiguration(): Promise<WebdriverIO.Config> {
  const { runDir, plan } = await planOfThisRun();
  invariant(
    plan.rules === (await rulesDigest()),
    `the rules (code of detector and verdict, or tables) were changed after the run in ${runDir} was planned`,
    'Start another run.',
  );
  const configuration = configurationOf(plan, runDir);
  if (process.env['WDIO_WORKER_ID']) return configuration;
  // Only the launcher needs these.
  const { hooksOf } = await import('../runner/launch/hooks.ts');
  const { presentRun } = await import('../report/present.ts');
  const { decodingSteps } = await import('./decoding-steps.ts');

  return {
    ...configuration,
    ...hooksOf(runDir, (folder, run, unmodelled) =>
      presentRun(folder, run, unmodelled, { stepsOf: decodingSteps, historyFile: historyFileOfThisRun() }),
    ),
  };
}

import { invariant } from '../model/fault.ts';
import { rulesDigest } from '../runner/rules.ts';
import { configurationOf, planOfThisRun } from '../runner/wdio-config.ts';

/**
 * What `wdio.conf.ts` exports. It is loaded in the launcher and again in every worker: there it only reads the plan. The
 * hooks run in the launcher.
 * @throws {Fault} where the rules changed since the run was planned: its verdicts would be said to be by rules that did not run
 */
export async function wdioConfiguration(): Promise<WebdriverIO.Config> {
  const { runDir, plan } = await planOfThisRun();
  invariant(
    plan.rules === (await rulesDigest()),
    `the detector, verdict or tables changed since the run in ${runDir} was planned`,
    'start another run',
  );
  const configuration = configurationOf(plan, runDir);
  if (process.env['WDIO_WORKER_ID']) return configuration;
  // A worker needs neither of these.
  const { hooksOf } = await import('../runner/launch/hooks.ts');
  const { presentRun } = await import('../report/present.ts');

  return { ...configuration, ...hooksOf(runDir, presentRun) };
}

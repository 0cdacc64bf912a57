import { configurationOf, planOfThisRun } from './harness/runner/wdio-config.ts';

const { runDir, plan } = await planOfThisRun();

/** Only reads the plan: this file is loaded in the launcher and again in every worker. The hooks run in the launcher. */
export const config: WebdriverIO.Config = {
  ...configurationOf(plan, runDir),
  ...(process.env['WDIO_WORKER_ID'] ? {} : await launcherHooks()),
};

async function launcherHooks(): Promise<Partial<WebdriverIO.Config>> {
  const { hooksOf } = await import('./harness/runner/launch/hooks.ts');
  const { presentRun } = await import('./harness/report/present.ts');

  return hooksOf(runDir, presentRun);
}

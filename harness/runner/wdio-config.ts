import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Batch, type Plan, planSchema } from '../model/plan.ts';
import { parseHandsets } from './handset-choice.ts';

/** The plan of this process's run. If `wdio run` was started without a plan, writes the default plan. */
export async function planOfThisRun(): Promise<{ runDir: string; plan: Plan }> {
  const runDir = process.env['LEAKGATE_RUN'];
  if (runDir)
    return { runDir, plan: planSchema.parse(JSON.parse(readFileSync(join(runDir, 'plan.json'), 'utf8'))) };
  const { writeDefaultPlan } = await import('./default-plan.ts');
  const defaultPlan = await writeDefaultPlan(process.argv.slice(2));
  process.env['LEAKGATE_RUN'] = defaultPlan.runDir;

  return defaultPlan;
}

/**
 * The longest timer instead of a timeout, as each step has its own limit. Mocha's value for none, 0, ends each test at once:
 * @wdio/utils 9.32 races the test against Mocha's timeout less 3 ms.
 */
const NEVER_MS = 2_147_483_000;

/** The part of WebdriverIO's configuration that follows from the plan. */
export function configurationOf(
  plan: Plan,
  runDir: string,
): Omit<WebdriverIO.Config, 'capabilities'> & { capabilities: WebdriverIO.Capabilities[] } {
  return {
    runner: 'local',
    framework: 'mocha',
    // One group: all specs of a batch share a worker and its session.
    specs: [Object.values(plan.specs)],
    capabilities: plan.batches.map((batch) => capabilitiesOf(batch, plan)),
    maxInstances: parseHandsets(plan.handsets).count,
    // Placeholders: the launcher writes Appium's address into the capabilities once a handset is free.
    hostname: '127.0.0.1',
    port: 4723,
    logLevel: 'warn',
    outputDir: join(runDir, 'logs'),
    // A command that failed must not be sent again: the phone may have acted on it.
    connectionRetryCount: 0,
    // Longer than any step's limit: a slow phone takes minutes to install Appium's apps.
    connectionRetryTimeout: 900_000,
    specFileRetries: 0,
    autoXvfb: false,
    mochaOpts: { ui: 'bdd', timeout: NEVER_MS, retries: 0 },
    reporters: [
      [
        'allure',
        {
          outputDir: join(runDir, 'allure-results'),
          disableWebdriverStepsReporting: true,
          disableWebdriverScreenshotsReporting: true,
        },
      ],
    ],
  };
}

function capabilitiesOf(batch: Batch, plan: Plan): WebdriverIO.Capabilities {
  return {
    platformName: 'Android',
    'appium:automationName': 'UiAutomator2',
    'appium:deviceName': batch.id,
    'appium:noReset': true,
    // A wait is longer than Appium's 60 seconds.
    'appium:newCommandTimeout': 0,
    // MIUI refuses the setting for hidden APIs, and the driver works without it (appium issues 13802, 21634).
    'appium:ignoreHiddenApiPolicyError': true,
    ...plan.capabilities,
    'wdio:enforceWebDriverClassic': true,
  };
}

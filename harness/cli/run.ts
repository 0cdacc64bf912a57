import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { readRun, writePlan } from '../evidence/folders.ts';
import type { ExitCode } from '../model/exit.ts';
import { invariant } from '../model/fault.ts';
import { loadCatalog } from '../releases/catalog.ts';
import { DEFAULT_SPEED } from '../runner/default-plan.ts';
import { parseHandsets } from '../runner/handset-choice.ts';
import { userAdbServer } from '../runner/launch/adb-server.ts';
import { requireAvd } from '../runner/launch/emulator.ts';
import { requireAttached } from '../runner/launch/pool.ts';
import { requireAndroidSdk } from '../runner/launch/sdk.ts';
import { makePlan } from '../runner/plan.ts';
import { projectRoot } from '../runner/project.ts';
import { keepRules, rulesDigest } from '../runner/rules.ts';
import { readExpectationsFile } from '../runner/tables.ts';
import { readFamilies } from '../tables/families.ts';
import { readSdks } from '../tables/sdks.ts';
import { makeFolder } from './make-folder.ts';
import { readHistory } from '../report/reports.ts';
import { stricterCode } from './history-gate.ts';
import { runPlanned } from './run-planned.ts';

export interface RunOptions {
  release?: string[];
  scenario?: string[];
  mode?: string[];
  handset?: string[];
  /** A file to use in place of `apks/expectations.yaml`. */
  expectations?: string;
  /** The run's folder; by default a new one in `reports/`. */
  out?: string;
  speed?: number;
  /** Number of fresh identities for each scenario; 1 by default. */
  identities?: number;
  /** Compared blocks of each page in a stage of the scenario depends-on-page; 6 by default. */
  blocks?: number;
  /** Minutes that the last window before the twin lasts at least; 0 by default. */
  soak?: number;
  /** False with `--no-twin`. */
  twin?: boolean;
  /** Capabilities for each Appium session, each as `NAME=VALUE`. */
  capability?: string[];
  /** The file that carries results from run to run. */
  history?: string;
  /** Prints `run.json` on stdout at the end. */
  json?: boolean;
}

/** `leakgate run`: writes the plan, runs WebdriverIO in its own process group, and returns the gate's exit code. */
export async function run(options: RunOptions): Promise<ExitCode> {
  const historyFile = options.history === undefined ? undefined : resolve(options.history);
  // A file that is no history is reported before the run, not after hours.
  const earlier = historyFile === undefined ? undefined : await readHistory(historyFile);
  const runDir = await planRun(options);
  const gateCode = await runPlanned(runDir, historyFile);
  const code = earlier ? await stricterCode(gateCode, runDir, earlier.rows) : gateCode;
  if (options.json) process.stdout.write(`${JSON.stringify(await readRun(runDir), null, 2)}\n`);

  return code;
}

/** Writes the plan of a new run. @returns the run's folder */
async function planRun(options: RunOptions): Promise<string> {
  const expectations = options.expectations === undefined ? undefined : resolve(options.expectations);
  if (expectations !== undefined) await readExpectationsFile(expectations);
  const handsets = options.handset?.length ? options.handset : ['sim'];
  const plan = await makePlan({
    catalog: await loadCatalog(projectRoot),
    families: await readFamilies(),
    sdks: await readSdks(),
    rules: await rulesDigest(),
    releases: options.release ?? [],
    scenarios: options.scenario ?? [],
    modes: options.mode ?? [],
    handsets,
    speed: checkedSpeed(options.speed),
    identities: options.identities ?? 1,
    ...(options.blocks !== undefined && { blocks: options.blocks }),
    soakMs: (options.soak ?? 0) * 60_000,
    twin: options.twin ?? true,
    capabilities: options.capability ?? [],
  });
  await checkPhonesAttached(handsets);
  const runDir = options.out
    ? isAbsolute(options.out)
      ? options.out
      : resolve(options.out)
    : join(projectRoot, 'reports', plan.run);
  invariant(
    !existsSync(join(runDir, 'plan.json')),
    `${runDir} already has a run`,
    'name another folder with --out',
  );
  makeFolder(join(runDir, 'logs'));
  await writePlan(runDir, plan);
  await keepRules(runDir, expectations);

  return runDir;
}

function checkedSpeed(speed: number | undefined): number {
  if (speed === undefined) return DEFAULT_SPEED;
  invariant(
    Number.isFinite(speed) && speed >= 1 && speed <= 100,
    `--speed must be a number from 1 to 100, not ${speed}`,
  );

  return speed;
}

/** Checks that the phones are attached and the AVDs exist, before anything is started. @throws {Fault} */
async function checkPhonesAttached(handsets: readonly string[]): Promise<void> {
  const { choices } = parseHandsets(handsets);
  for (const choice of choices) if (choice.kind === 'emulator') await requireAvd(choice.avd);
  const serials = choices.flatMap((choice) => (choice.kind === 'serial' ? [choice.serial] : []));
  if (serials.length === 0) return;
  const adb = await userAdbServer(await requireAndroidSdk());
  try {
    for (const serial of serials) await requireAttached(adb, serial);
  } finally {
    await adb.stop();
  }
}

import { join, resolve } from 'node:path';
import { PAGE_SCENARIOS } from '../dependence/index.ts';
import { invariant } from '../model/fault.ts';
import type { Catalog, CataloguedRelease } from '../model/release.ts';
import { DEFAULT_SPEED } from '../runner/default-plan.ts';
import type { PlanRequest } from '../runner/plan.ts';
import { projectRoot } from '../runner/project.ts';
import { rulesDigest } from '../runner/rules.ts';
import { readFamilies } from '../tables/families.ts';
import { readSdks } from '../tables/sdks.ts';
import type { ConditionalOption } from './ineffective-options.ts';

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
  /** Checks everything that can be checked without a handset, prints the plan, and starts nothing. */
  dryRun?: boolean;
  /** Prints `run.json` on stdout at the end, or with `dryRun` the plan. */
  json?: boolean;
}

/** What to plan. `chosen` are the releases to run, in place of those that `--release` names. */
export async function planRequestOf(
  options: RunOptions,
  catalog: Catalog,
  chosen?: readonly CataloguedRelease[],
): Promise<PlanRequest> {
  return {
    catalog,
    families: await readFamilies(),
    sdks: await readSdks(),
    rules: await rulesDigest(),
    releases: options.release ?? [],
    ...(chosen && { chosen }),
    scenarios: options.scenario ?? [],
    modes: options.mode ?? [],
    handsets: handsetsOf(options),
    speed: checkedSpeed(options.speed),
    identities: options.identities ?? 1,
    ...(options.blocks !== undefined && { blocks: options.blocks }),
    soakMs: (options.soak ?? 0) * 60_000,
    twin: options.twin ?? true,
    capabilities: options.capability ?? [],
  };
}

export function handsetsOf({ handset }: RunOptions): string[] {
  return handset?.length ? handset : ['sim'];
}

/** The run's folder. */
export function runDirOf({ out }: RunOptions, run: string): string {
  return out === undefined ? join(projectRoot, 'reports', run) : resolve(out);
}

/** The user's own file of expectations; undefined for `apks/expectations.yaml`. */
export function expectationsFileOf({ expectations }: RunOptions): string | undefined {
  return expectations === undefined ? undefined : resolve(expectations);
}

export function historyFileOf({ history }: RunOptions): string | undefined {
  return history === undefined ? undefined : resolve(history);
}

/** Options of a run that only apply to some runs. */
export function conditionsOfRun(options: RunOptions): ConditionalOption[] {
  const { blocks, speed, twin, scenario = [], mode = [] } = options;

  return [
    {
      option: '--blocks',
      isGiven: blocks !== undefined,
      hasEffect: scenario.some((name) => PAGE_SCENARIOS.includes(name)),
      because: `only ${PAGE_SCENARIOS.join(' and ')} compare blocks`,
      fix: `add --scenario ${PAGE_SCENARIOS[0] ?? ''}, or leave --blocks out`,
    },
    {
      option: '--speed',
      isGiven: speed !== undefined,
      hasEffect: handsetsOf(options).some((handset) => /^sim\b/.test(handset)),
      because: 'only the clock of a simulated handset can run faster',
      fix: 'leave --speed out',
    },
    {
      option: '--no-twin',
      isGiven: twin === false,
      hasEffect: mode.length === 0 || mode.some((name) => name !== 'normal'),
      because: 'a case in normal mode has no twin',
      fix: 'leave --no-twin out',
    },
  ];
}

function checkedSpeed(speed: number | undefined): number {
  if (speed === undefined) return DEFAULT_SPEED;
  invariant(
    Number.isFinite(speed) && speed >= 1 && speed <= 100,
    `--speed must be a number from 1 to 100, not ${speed}`,
    'leave --speed out, or give a number from 1 to 100',
  );

  return speed;
}

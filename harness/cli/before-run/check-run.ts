import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault, invariant, reasonOf } from '../../model/fault.ts';
import type { Plan } from '../../model/plan.ts';
import type { Catalog, CataloguedRelease } from '../../model/release.ts';
import { loadCatalog } from '../../releases/catalog.ts';
import { readHistory } from '../../report/reports.ts';
import { timeLeftOf } from '../../runner/launch/time-left.ts';
import { makePlan } from '../../runner/plan.ts';
import { projectRoot } from '../../runner/project.ts';
import { readExpectations, readExpectationsFile } from '../../runner/tables.ts';
import { refuseIneffective } from '../ineffective-options.ts';
import {
  conditionsOfRun,
  expectationsFileOf,
  handsetsOf,
  historyFileOf,
  planRequestOf,
  type RunOptions,
  runDirOf,
} from '../run-options.ts';
import { changedApkProblems, missingApkProblems } from './apk-problems.ts';
import { diskProblems } from './disk-problems.ts';
import { expectationProblems } from './expectation-problems.ts';
import { handsetProblems } from './handset-problems.ts';
import { machineProblems } from './machine-problems.ts';
import { planProblems } from './plan-problems.ts';
import { type Problem, problemOf, problemsOf, withoutRepeats } from './problem.ts';

const EXPECTATIONS = 'apks/expectations.yaml';

/** A run that was checked and has not started. */
export interface CheckedRun {
  /** Undefined if the options name something that does not exist. */
  plan: Plan | undefined;
  /** The folder to write to; undefined if it cannot be written, or without a plan. */
  runDir: string | undefined;
  /** Real milliseconds; undefined without a plan. */
  estimatedMs: number | undefined;
  problems: Problem[];
}

/** What to run, where it is not what the catalogue and `--release` say. */
export interface CheckedReleases {
  catalog: Catalog;
  chosen: readonly CataloguedRelease[];
}

/**
 * Checks everything about a run that can be checked without a handset, and starts nothing. Most checks take about a second in all;
 * then the APKs are read.
 * @param show gets the problems as soon as they are found
 */
export async function checkRun(
  options: RunOptions,
  show: (problems: readonly Problem[]) => void,
  releases?: CheckedReleases,
): Promise<CheckedRun> {
  const checked = await checkWithoutReading(options, releases);
  show(checked.problems);
  if (!checked.plan) return checked;
  const changed = await changedApkProblems(projectRoot, presentReleases(checked.plan));
  show(changed);

  return { ...checked, problems: [...checked.problems, ...changed] };
}

async function checkWithoutReading(options: RunOptions, releases?: CheckedReleases): Promise<CheckedRun> {
  const problems: Problem[] = [];
  /** What a file contains; undefined if it cannot be read, which is then a problem. */
  const read = async <T>(action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      problems.push(problemOf(error));

      return undefined;
    }
  };
  problems.push(...(await problemsOf(() => refuseIneffective(conditionsOfRun(options)))));
  const handsets = handsetsOf(options);
  const simulated = handsets.some((handset) => /^sim\b/.test(handset));
  const catalog = releases?.catalog ?? (await read(() => loadCatalog(projectRoot)));
  const historyFile = historyFileOf(options);
  const history = historyFile === undefined ? undefined : await read(() => readHistory(historyFile));
  if (historyFile !== undefined)
    problems.push(...(await problemsOf(() => checkCanWrite(historyFile, '--history'))));
  const ownExpectations = expectationsFileOf(options);
  const expectations = await read(() =>
    ownExpectations === undefined ? readExpectations(projectRoot) : readExpectationsFile(ownExpectations),
  );
  const request = catalog && (await read(() => planRequestOf(options, catalog, releases?.chosen)));
  const wrongOptions = request ? await planProblems(request) : [];
  const plan = request && wrongOptions.length === 0 ? await makePlan(request) : undefined;
  problems.push(...wrongOptions);
  if (expectations && catalog)
    problems.push(
      ...(await expectationProblems(expectations, {
        file: options.expectations ?? EXPECTATIONS,
        on: simulated ? 'simulated' : 'real',
        plan,
        releases: catalog.releases,
        history: history?.rows ?? [],
        today: new Date().toISOString().slice(0, 10),
      })),
    );
  problems.push(...machineProblems(simulated));
  if (!plan) return { plan, runDir: undefined, estimatedMs: undefined, problems: withoutRepeats(problems) };
  const runDir = runDirOf(options, plan.run);
  const unwritable = await problemsOf(() => checkWritable(runDir));
  problems.push(
    ...(await handsetProblems(handsets)),
    ...unwritable,
    ...(unwritable.length === 0 ? diskProblems(runDir, casesOf(plan)) : []),
    ...missingApkProblems(projectRoot, releasesOf(plan)),
  );

  return {
    plan,
    runDir: unwritable.length === 0 ? runDir : undefined,
    estimatedMs: request && timeLeftOf(plan, request.sdks).ms(),
    problems: withoutRepeats(problems),
  };
}

/** @throws {Fault} for a folder that has a run already, or that cannot be created or written */
function checkWritable(runDir: string): void {
  invariant(
    !existsSync(join(runDir, 'plan.json')),
    `${runDir} already has a run`,
    'name another folder with --out',
  );
  checkCanWrite(runDir, '--out');
}

/** @throws {Fault} for a path below a folder that cannot be written */
function checkCanWrite(path: string, option: string): void {
  const parent = existingParent(path);
  try {
    accessSync(parent, constants.W_OK);
  } catch (error) {
    throw new Fault(`cannot write to ${parent}: ${reasonOf(error)}`, {
      fix: `name another place with ${option}`,
      cause: error,
    });
  }
}

function existingParent(path: string): string {
  return existsSync(path) ? path : existingParent(dirname(path));
}

function casesOf({ batches }: Plan): number {
  return batches.reduce((sum, { cases }) => sum + cases.length, 0);
}

function releasesOf({ batches }: Plan): CataloguedRelease[] {
  return [...new Map(batches.map(({ release }) => [release.sha256, release])).values()];
}

function presentReleases(plan: Plan): CataloguedRelease[] {
  return releasesOf(plan).filter(({ file }) => existsSync(join(projectRoot, file)));
}

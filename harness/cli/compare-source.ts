import { resolve } from 'node:path';
import { DEFAULT_BUDGET } from '../detect/index.ts';
import { readEndedRun } from '../evidence/folders.ts';
import { refuseTampering } from '../evidence/tampering.ts';
import type { Comparison } from '../model/compare.ts';
import { Fault, invariant } from '../model/fault.ts';
import { nameOfRelease } from '../model/release.ts';
import type { Run } from '../model/run.ts';
import { orderReleases } from '../releases/select.ts';
import { readTables } from '../runner/tables.ts';
import {
  caseKeyOf,
  judge,
  type JudgedCase,
  matchesRelease,
  comparedRelease,
  type ReleaseCases,
} from '../verdict/index.ts';
import { type ComparisonContext, readJudgedCase } from './compared-case.ts';

/** A run, and its cases in comparable form. */
export interface ComparedRun {
  run: Run;
  cases: JudgedCase[];
}

/**
 * Reads ended and unchanged runs. If they were judged by different rules, judges every case again by the current rules, as a
 * difference could come from the rules alone.
 * @throws {Fault} for a run that is still running, was changed or decided nothing, and for simulated runs together with real ones
 */
export async function readComparedRuns(
  dirs: readonly string[],
): Promise<{ runs: ComparedRun[]; judgedAgain: boolean }> {
  const endedRuns: { runDir: string; run: Run }[] = [];
  for (const dir of dirs) {
    const runDir = resolve(dir);
    const run = await readEndedRun(runDir);
    await refuseTampering(runDir, run);
    endedRuns.push({ runDir, run });
  }
  const { policy, ties } = await readTables(DEFAULT_BUDGET);
  const judgedAgain = new Set(endedRuns.map(({ run }) => run.rules)).size > 1;
  const context: ComparisonContext = {
    policy,
    judgeAgain: judgedAgain ? (evidence) => judge(evidence, policy, ties) : undefined,
  };
  const runs: ComparedRun[] = [];
  for (const { runDir, run } of endedRuns) {
    const decided = run.cases.filter(({ state }) => state === 'decided');
    invariant(decided.length > 0, `${runDir} cannot be compared: none of its cases has a verdict`);
    const simulated = decided.some(({ handset }) => run.handsets[handset ?? -1]?.simulated === true);
    const cases: JudgedCase[] = [];
    for (const row of run.cases) cases.push(await readJudgedCase(runDir, run.id, row, simulated, context));
    runs.push({ run, cases });
  }
  const kinds = new Set(runs.flatMap(({ cases }) => cases.map(({ simulated }) => simulated)));
  invariant(
    kinds.size === 1,
    'simulated and real releases cannot be compared with each other',
    'name only runs of simulated releases, or only runs of real ones',
  );

  return { runs, judgedAgain };
}

/**
 * The releases to compare: one list for each family, oldest first or in the order of the runs. `alone`: releases without a
 * counterpart.
 */
export interface Paired {
  families: ReleaseCases[][];
  alone: Comparison['alone'];
  /** Every release that is compared or named. */
  shown: ReleaseCases[];
  /** Two named releases of different families. */
  products?: [ReleaseCases, ReleaseCases];
}

/**
 * Pairs the releases of two runs: the only release of a family in each run, or a release that both runs have with itself.
 * @throws {Fault} if a family cannot be paired, or the runs have no family in common
 */
export function pairRuns(before: ComparedRun, after: ComparedRun): Paired {
  const families: ReleaseCases[][] = [];
  const alone: ReleaseCases[] = [];
  for (const family of familiesOf([before, after])) {
    const ofFamily = ({ cases }: ComparedRun) =>
      releasesOf(cases.filter(({ release }) => release.family === family));
    const [older, newer] = [ofFamily(before), ofFamily(after)];
    const pairs = pairsOf(older, newer);
    if (pairs.length === 0 && older.length > 0 && newer.length > 0)
      throw new Fault(`the runs have several releases of ${family}, so it is unclear which two to compare`, {
        fix: `name two of these releases with --release: ${[...older, ...newer].map(nameOf).join(', ')}`,
      });
    families.push(...pairs);
    alone.push(...[...older, ...newer].filter((cases) => !pairs.flat().includes(cases)));
  }
  invariant(
    families.length > 0,
    `${before.run.id} and ${after.run.id} have no family in common`,
    'to compare two products, name a release of each with --release',
  );

  return { families, alone: alone.map(aloneEntryOf), shown: [...families.flat(), ...alone] };
}

function pairsOf(older: readonly ReleaseCases[], newer: readonly ReleaseCases[]): ReleaseCases[][] {
  const [one, other] = [older[0], newer[0]];
  if (older.length === 1 && newer.length === 1 && one && other) return [[one, other]];

  return older.flatMap((cases) => {
    const same = newer.find(([first]) => first.release.sha256 === cases[0].release.sha256);

    return same ? [[cases, same]] : [];
  });
}

/**
 * The named releases of all runs, or all releases: one list for each family, oldest first. Two named releases of different
 * families are two products. @throws {Fault} for a release that no run has
 */
export function chooseReleases(runs: readonly ComparedRun[], names: readonly string[]): Paired {
  const all = releasesOf(runs.flatMap(({ cases }) => cases));
  const known = all.map(nameOf).join(', ');
  for (const name of names)
    invariant(
      all.some(([first]) => matchesRelease(first.release, name)),
      `no run has the release '${name}'`,
      `the runs have ${known}`,
    );
  const chosen =
    names.length === 0
      ? all
      : all.filter(([first]) => names.some((name) => matchesRelease(first.release, name)));
  const families = familiesOf(runs).map((family) =>
    chosen.filter(([first]) => first.release.family === family),
  );
  const compared = families.filter((releases) => releases.length > 1);
  const [one, other, third] = inOrderOf(names, chosen);
  if (names.length > 0 && compared.length === 0 && one && other && !third)
    return { families: [], alone: [], shown: [one, other], products: [one, other] };
  invariant(
    compared.length > 0,
    'a comparison needs two releases of the same family, or two named releases of different families',
    `the runs have ${known}`,
  );

  return {
    families: compared,
    shown: families.flat(),
    alone: families
      .filter((releases) => releases.length === 1)
      .flatMap((releases) => releases.map(aloneEntryOf)),
  };
}

/** Releases in the order in which they were named. */
function inOrderOf(names: readonly string[], releases: readonly ReleaseCases[]): ReleaseCases[] {
  const orderOf = ([first]: ReleaseCases) => names.findIndex((name) => matchesRelease(first.release, name));

  return releases.toSorted((a, b) => orderOf(a) - orderOf(b));
}

function familiesOf(runs: readonly ComparedRun[]): string[] {
  return [...new Set(runs.flatMap(({ cases }) => cases.map(({ release }) => release.family)))].sort();
}

function aloneEntryOf(cases: ReleaseCases): Comparison['alone'][number] {
  return { ...comparedRelease(cases), family: cases[0].release.family };
}

function nameOf([first]: ReleaseCases): string {
  return nameOfRelease(first.release);
}

/** Groups cases by release, oldest release first. If several runs have the same case, keeps one. */
function releasesOf(cases: readonly JudgedCase[]): ReleaseCases[] {
  const rowsByRelease = new Map<string, Map<string, JudgedCase>>();
  for (const judged of cases) {
    const rows = rowsByRelease.get(judged.release.sha256) ?? new Map<string, JudgedCase>();
    const key = caseKeyOf(judged);
    const known = rows.get(key);
    if (!known || replaces(judged, known)) rows.set(key, judged);
    rowsByRelease.set(judged.release.sha256, rows);
  }
  const ordered = orderReleases([...new Map(cases.map(({ release }) => [release.sha256, release])).values()]);

  return ordered.flatMap(({ sha256 }) => {
    const [first, ...rest] = rowsByRelease.get(sha256)?.values() ?? [];

    return first ? [[first, ...rest] as const] : [];
  });
}

/** Whether a case replaces the same case of an earlier run: a run without a finding does not undo the finding. */
function replaces(later: JudgedCase, earlier: JudgedCase): boolean {
  // A case that never ran has no handset.
  const weight = ({ verdict, handset }: JudgedCase) =>
    verdict === 'leaks' ? 3 : verdict === 'suspect' ? 2 : handset === undefined ? 0 : 1;

  return weight(later) >= weight(earlier);
}

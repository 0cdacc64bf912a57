import { resolve } from 'node:path';
import { DEFAULT_BUDGET } from '../detect/detector.ts';
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
  named,
  type ReleaseCases,
} from '../verdict/index.ts';
import { type Comparing, judgedCase } from './compared-case.ts';

/** A run with its cases as they are compared. */
export interface ComparedRun {
  run: Run;
  cases: JudgedCase[];
}

/**
 * Reads the runs: each has ended and is as it was written. Where they were judged by different rules, what differs may come
 * of these alone, so that every case is judged again by the rules that are here.
 * @throws {Fault} for a run that goes on, was tampered with, or decided nothing, and for simulated beside real
 */
export async function readCompared(
  dirs: readonly string[],
): Promise<{ runs: ComparedRun[]; judgedAgain: boolean }> {
  const read: { runDir: string; run: Run }[] = [];
  for (const dir of dirs) {
    const runDir = resolve(dir);
    const run = await readEndedRun(runDir);
    await refuseTampering(runDir, run);
    read.push({ runDir, run });
  }
  const { policy, ties } = await readTables(DEFAULT_BUDGET);
  const judgedAgain = new Set(read.map(({ run }) => run.rules)).size > 1;
  const comparing: Comparing = {
    policy,
    again: judgedAgain ? (evidence) => judge(evidence, policy, ties) : undefined,
  };
  const runs: ComparedRun[] = [];
  for (const { runDir, run } of read) {
    const decided = run.cases.filter(({ state }) => state === 'decided');
    invariant(decided.length > 0, `${runDir} holds no decided case: there is nothing to compare`);
    const simulated = decided.some(({ handset }) => run.handsets[handset ?? -1]?.simulated === true);
    const cases: JudgedCase[] = [];
    for (const row of run.cases) cases.push(await judgedCase(runDir, run.id, row, simulated, comparing));
    runs.push({ run, cases });
  }
  const kinds = new Set(runs.flatMap(({ cases }) => cases.map(({ simulated }) => simulated)));
  invariant(
    kinds.size === 1,
    'simulated and real releases cannot be compared with each other',
    'name runs of the same kind',
  );

  return { runs, judgedAgain };
}

/** What is compared with what, a family a list, oldest first or as the runs were named; `alone` is compared with nothing. */
export interface Paired {
  families: ReleaseCases[][];
  alone: Comparison['alone'];
}

/**
 * Two runs: the release of each family in the one with that in the other, or each release with itself where both have it.
 * @throws {Fault} where it is not plain which release is meant
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
      throw new Fault(`it is not plain which releases of ${family} are meant`, {
        fix: `name two with --release: ${[...older, ...newer].map(nameOf).join(', ')}`,
      });
    families.push(...pairs);
    alone.push(...[...older, ...newer].filter((cases) => !pairs.flat().includes(cases)));
  }
  invariant(families.length > 0, `${before.run.id} and ${after.run.id} have no family in common`);

  return { families, alone: alone.map(loneOf) };
}

function pairsOf(older: readonly ReleaseCases[], newer: readonly ReleaseCases[]): ReleaseCases[][] {
  const [one, other] = [older[0], newer[0]];
  if (older.length === 1 && newer.length === 1 && one && other) return [[one, other]];

  return older.flatMap((cases) => {
    const same = newer.find(([first]) => first.release.sha256 === cases[0].release.sha256);

    return same ? [[cases, same]] : [];
  });
}

/** The releases that were named, or all, of all runs: a family a list, oldest first. @throws {Fault} for one that no run has */
export function chooseReleases(runs: readonly ComparedRun[], names: readonly string[]): Paired {
  const all = releasesOf(runs.flatMap(({ cases }) => cases));
  const known = all.map(nameOf).join(', ');
  for (const name of names)
    invariant(
      all.some(([first]) => matchesRelease(first.release, name)),
      `no run here has '${name}'`,
      `there are ${known}`,
    );
  const chosen =
    names.length === 0
      ? all
      : all.filter(([first]) => names.some((name) => matchesRelease(first.release, name)));
  const families = familiesOf(runs).map((family) =>
    chosen.filter(([first]) => first.release.family === family),
  );
  const compared = families.filter((releases) => releases.length > 1);
  invariant(compared.length > 0, 'a comparison needs two releases of one family', `there are ${known}`);

  return {
    families: compared,
    alone: families.filter((releases) => releases.length === 1).flatMap((releases) => releases.map(loneOf)),
  };
}

function familiesOf(runs: readonly ComparedRun[]): string[] {
  return [...new Set(runs.flatMap(({ cases }) => cases.map(({ release }) => release.family)))].sort();
}

function loneOf(cases: ReleaseCases): Comparison['alone'][number] {
  return { ...named(cases), family: cases[0].release.family };
}

function nameOf([first]: ReleaseCases): string {
  return nameOfRelease(first.release);
}

/** Cases by release, oldest first; of a case that several runs have, one. */
function releasesOf(cases: readonly JudgedCase[]): ReleaseCases[] {
  const bySha = new Map<string, Map<string, JudgedCase>>();
  for (const each of cases) {
    const rows = bySha.get(each.release.sha256) ?? new Map<string, JudgedCase>();
    const key = caseKeyOf(each);
    const known = rows.get(key);
    if (!known || counts(each, known)) rows.set(key, each);
    bySha.set(each.release.sha256, rows);
  }
  const ordered = orderReleases([...new Map(cases.map(({ release }) => [release.sha256, release])).values()]);

  return ordered.flatMap(({ sha256 }) => {
    const [first, ...rest] = bySha.get(sha256)?.values() ?? [];

    return first ? [[first, ...rest] as const] : [];
  });
}

/** Whether a case counts instead of the same one of a run before: what was found is not undone by not finding it elsewhere. */
function counts(later: JudgedCase, earlier: JudgedCase): boolean {
  // A case that never ran has no handset.
  const weight = ({ verdict, handset }: JudgedCase) =>
    verdict === 'leaks' ? 3 : verdict === 'suspect' ? 2 : handset === undefined ? 0 : 1;

  return weight(later) >= weight(earlier);
}

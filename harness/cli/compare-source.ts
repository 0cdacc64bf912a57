import { join, resolve } from 'node:path';
import { readCase, readRun } from '../evidence/folders.ts';
import type { CaseRecord } from '../model/case.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { Fault, invariant } from '../model/fault.ts';
import { nameOfMode } from '../model/mode.ts';
import { familySchema, nameOfRelease } from '../model/release.ts';
import type { Run, RunCase } from '../model/run.ts';
import type { Identifier } from '../model/ties.ts';
import { orderReleases } from '../releases/select.ts';
import type { ReleaseCases } from '../verdict/compare/compare.ts';
import type { JudgedCase, SentFinding } from '../verdict/compare/judged-case.ts';
import { matchesRelease } from '../verdict/release-pattern.ts';

/** A run with its cases as they are compared. */
export interface ComparedRun {
  run: Run;
  cases: JudgedCase[];
}

/** Reads the cases of a run that has ended; one that was planned and never decided counts as inconclusive. @throws {Fault} */
export async function readCompared(dir: string): Promise<ComparedRun> {
  const runDir = resolve(dir);
  const run = await readRun(runDir);
  const cases: JudgedCase[] = [];
  for (const row of run.cases) cases.push(await judgedCase(runDir, run, row));
  invariant(
    cases.some(({ reasons }) => !reasons.includes('not-run')),
    `${runDir} holds no decided case: there is nothing to compare`,
  );

  return { run, cases };
}

/** Refuses to hold a simulated release against a real one: neither says anything of the other. @throws {Fault} */
export function refuseMixture(runs: readonly ComparedRun[]): void {
  const kinds = new Set(runs.flatMap(({ cases }) => cases.map(({ simulated }) => simulated)));
  if (kinds.size > 1)
    throw new Fault('simulated and real releases cannot be compared with each other', {
      fix: 'name runs of the same kind',
    });
}

/**
 * Two runs: the release of each family in the one with that in the other, or each release with itself where both have it.
 * @throws {Fault} where it is not plain which release is meant
 */
export function pairRuns(before: ComparedRun, after: ComparedRun): ReleaseCases[][] {
  const families = familySchema.options.flatMap((family): ReleaseCases[][] => {
    const ofFamily = ({ cases }: ComparedRun) =>
      releasesOf(cases.filter(({ release }) => release.family === family));
    const [older, newer] = [ofFamily(before), ofFamily(after)];
    if (older.length === 0 || newer.length === 0) return [];
    const [one, other] = [older[0], newer[0]];
    if (older.length === 1 && newer.length === 1 && one && other) return [[one, other]];
    const both = older.flatMap((cases) => {
      const same = newer.find(([first]) => first.release.sha256 === cases[0].release.sha256);

      return same ? [[cases, same]] : [];
    });
    if (both.length > 0) return both;
    throw new Fault(`it is not plain which releases of ${family} are meant`, {
      fix: `name two with --release: ${[...older, ...newer].map(nameOf).join(', ')}`,
    });
  });
  invariant(families.length > 0, `${before.run.id} and ${after.run.id} have no family in common`);

  return families;
}

/** The releases that were named, or all, of all runs: a family a list, oldest first. @throws {Fault} for one that no run has */
export function chooseReleases(runs: readonly ComparedRun[], names: readonly string[]): ReleaseCases[][] {
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
  const families = familySchema.options
    .map((family) => chosen.filter(([first]) => first.release.family === family))
    .filter((releases) => releases.length > 1);
  invariant(families.length > 0, 'a comparison needs two releases of one family', `there are ${known}`);

  return families;
}

function nameOf([first]: ReleaseCases): string {
  return nameOfRelease(first.release);
}

/** Cases by release, oldest first. Of a case that several runs have, a leak counts, else the later one. */
function releasesOf(cases: readonly JudgedCase[]): ReleaseCases[] {
  const bySha = new Map<string, Map<string, JudgedCase>>();
  for (const each of cases) {
    const rows = bySha.get(each.release.sha256) ?? new Map<string, JudgedCase>();
    const key = `${each.scenario}\0${nameOfMode(each.mode)}`;
    if (rows.get(key)?.verdict !== 'leaks') rows.set(key, each);
    bySha.set(each.release.sha256, rows);
  }
  const ordered = orderReleases([...new Map(cases.map(({ release }) => [release.sha256, release])).values()]);

  return ordered.flatMap(({ sha256 }) => {
    const [first, ...rest] = bySha.get(sha256)?.values() ?? [];

    return first ? [[first, ...rest] as const] : [];
  });
}

async function judgedCase(runDir: string, run: Run, row: RunCase): Promise<JudgedCase> {
  const { release, scenario, mode } = row;
  const common = {
    release,
    scenario,
    mode: { private: mode.private, statistics: mode.statistics },
    run: run.id,
    simulated: row.handset !== null && run.handsets[row.handset]?.simulated === true,
  };
  if (row.state !== 'decided')
    return { ...common, verdict: 'inconclusive', reasons: ['not-run'], findings: [], identifiers: [] };
  const { record, evidence } = await readCase(join(runDir, row.evidence));

  return {
    ...common,
    simulated: record.facts.handset.simulated,
    verdict: record.verdict,
    reasons: record.reasons.map(({ code }) => code),
    findings: record.findings.map((finding): SentFinding => {
      const sender = senderOf(finding.exchange, evidence, record);

      return sender === undefined ? finding : { ...finding, sender };
    }),
    identifiers: [...new Set(record.identifiers.filter(ties).map(({ name }) => name))],
  };
}

/** A session's number and what the program alone is told by tie nobody to anything; of a field that nobody knows, one run cannot say. */
function ties({ kind, means }: Identifier): boolean {
  return kind !== 'value' && means !== 'session' && means !== 'constant';
}

/** The package that sent an exchange, where the phone could tell apps apart. */
function senderOf(index: number, evidence: CaseEvidence, { facts }: CaseRecord): string | undefined {
  const exchange = [...evidence.exchanges, ...evidence.late].find((each) => each.index === index);

  return exchange?.otherApp ?? facts.apps.find(({ uid }) => uid === exchange?.uid)?.package;
}

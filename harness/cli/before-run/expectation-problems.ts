import type { Expectation } from '../../model/expectations.ts';
import type { HistoryRow } from '../../model/history.ts';
import type { Plan } from '../../model/plan.ts';
import { type CataloguedRelease, nameOfRelease } from '../../model/release.ts';
import { isExpired, matchesRelease, matchRecipientExpectation } from '../../verdict/index.ts';
import { type Problem, problemsOf } from './problem.ts';

export interface ExpectationContext {
  /** The file, as messages name it. */
  file: string;
  on: 'simulated' | 'real';
  plan: Plan | undefined;
  releases: readonly CataloguedRelease[];
  /** Rows of `--history`: a baseline that was tested before needs no APK. */
  history: readonly HistoryRow[];
  /** A date, `2026-11-22`, UTC. */
  today: string;
}

/** What is wrong with the expectations and would otherwise be noticed only at the gate, after hours. */
export async function expectationProblems(
  expectations: readonly Expectation[],
  context: ExpectationContext,
): Promise<Problem[]> {
  const ranges = await Promise.all(
    [...new Set(expectations.map(({ release }) => release))].map((pattern) =>
      problemsOf(() => matchesRelease({ family: pattern.split('@', 1)[0] ?? '', versionName: '1' }, pattern)),
    ),
  );
  const wrongRanges = ranges
    .flat()
    .map((problem) => ({ ...problem, what: `${context.file}: ${problem.what}` }));

  return [
    ...wrongRanges,
    ...expectations
      .filter((entry) => isExpired(entry, context.today))
      .map((entry) => expiredProblem(entry, context)),
    ...baselineProblems(expectations, context),
    ...(wrongRanges.length === 0 ? notInRunProblems(expectations, context) : []),
  ];
}

function expiredProblem(entry: Expectation, { file }: ExpectationContext): Problem {
  return {
    what: `${file}: the entry for ${nameOfEntry(entry)} was valid only until ${entry.until ?? ''}, so the gate fails`,
    fix: `test the release again, then give the entry a later "until" or remove it`,
    stopsRun: false,
  };
}

/** Baselines that are no release, neither in the catalogue nor in the history. */
function baselineProblems(
  expectations: readonly Expectation[],
  { file, on, releases, history }: ExpectationContext,
): Problem[] {
  const ofKind = releases.filter(({ simulated }) => simulated === (on === 'simulated'));
  const known = new Set([...ofKind.map(nameOfRelease), ...testedBefore(history, on)]);
  const family = (baseline: string): string => baseline.split('@', 1)[0] ?? '';

  return expectations.flatMap((entry) => {
    if (!('baseline' in entry) || entry.on !== on || known.has(entry.baseline)) return [];
    const others = ofKind
      .filter((release) => release.family === family(entry.baseline) && !release.proving)
      .map(nameOfRelease);

    return {
      what: `${file}: the baseline ${entry.baseline} of the entry for ${nameOfEntry(entry)} is not in the catalogue`,
      fix:
        others.length > 0
          ? `name one of ${[...new Set(others)].join(', ')}, or add its APK with: npx leakgate apks add PATH`
          : 'add its APK with: npx leakgate apks add PATH',
      stopsRun: true,
    };
  });
}

/** Baselines that exist and are not part of this run: the comparison with them stays undecided. */
function notInRunProblems(
  expectations: readonly Expectation[],
  { file, on, plan, releases, history }: ExpectationContext,
): Problem[] {
  const batches = plan?.batches ?? [];
  const inRun = new Set(batches.map(({ release }) => nameOfRelease(release)));
  const existing = new Set(releases.map(nameOfRelease));
  const tested = new Set(testedBefore(history, on));
  const missing = new Set(
    batches.flatMap(({ release, cases }) =>
      cases.flatMap(({ scenario, mode }) => {
        const baseline = matchRecipientExpectation({ on, release, scenario, mode }, expectations)?.baseline;

        return baseline !== undefined &&
          !inRun.has(baseline) &&
          existing.has(baseline) &&
          !tested.has(baseline)
          ? [baseline]
          : [];
      }),
    ),
  );

  return [...missing].map((baseline) => ({
    what: `${file} compares recipients with those of ${baseline}, which is not in this run, so the gate fails`,
    fix: `add --release ${baseline}, or give --history with an earlier run of it`,
    stopsRun: false,
  }));
}

/** The releases of earlier runs on handsets of a kind. */
function testedBefore(history: readonly HistoryRow[], on: ExpectationContext['on']): string[] {
  return history
    .filter(({ simulated }) => simulated === (on === 'simulated'))
    .map(({ release }) => nameOfRelease(release));
}

function nameOfEntry({ release, scenario, mode, on }: Expectation): string {
  return `${release}, ${scenario}, ${mode} (${on})`;
}

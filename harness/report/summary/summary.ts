import type { CaseRecord } from '../../model/case.ts';
import { nameOfMode } from '../../model/mode.ts';
import { REASON_WEIGHTS } from '../../model/reason-codes.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Gate, Run, RunCase } from '../../model/run.ts';
import type { Verdict } from '../../model/verdict.ts';
import { groupBy } from './group-by.ts';
import { type DecidedCase, type Leak, leaksOf } from './leaks.ts';

export type { DecidedCase, Leak } from './leaks.ts';

/**
 * How a case's verdict relates to what `apks/expectations.yaml` expects, the most urgent first:
 *
 * - `new-leak`: it leaks, and no entry excuses it. The gate fails.
 * - `unexpected`: it is clean or a known leak, and the gate fails because of it, such as for a recipient that is not allowed.
 * - `undecided`: no verdict, or suspect, and no entry expects that. The gate fails.
 * - `known-leak`: it leaks, and an entry excuses it.
 * - `leak-gone`: an entry expects a leak, and the case is clean. The gate passes: the vendor may have fixed it.
 * - `expected-undecided`: no verdict, or suspect, as an entry expects.
 * - `limited`: clean, with limits on what that claims.
 * - `clean`: clean without limits.
 */
export const OUTCOMES = [
  'new-leak',
  'unexpected',
  'undecided',
  'known-leak',
  'leak-gone',
  'expected-undecided',
  'limited',
  'clean',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Since when a case leaks, from earlier runs and from the older releases of the same run. */
export interface Since {
  /** A clause: `new since 3.4.2`, `in every run since 3.4.1`, `unknown since when`. */
  text: string;
}

/** The verdict of the release before, for the same scenario and mode. */
export interface Change {
  release: string;
  verdict: Verdict;
  /** `newly-leaking`, `still-leaking`, `fixed`, `changed`, `same`. */
  kind: 'newly-leaking' | 'still-leaking' | 'fixed' | 'changed' | 'same';
}

/** A case as every report shows it. */
export interface CaseSummary {
  row: RunCase;
  record: CaseRecord | undefined;
  /** `mint@3.4.0`; with the start of its digest where a run has two files of one version. */
  release: string;
  /** `private`, `private/on`, `private/off`, `normal`. */
  mode: string;
  verdict: Verdict;
  outcome: Outcome;
  simulated: boolean;
  /** Whether the gate fails because of this case. */
  failsGate: boolean;
  /** Why the gate fails because of this case; empty if it does not. */
  gateFailures: string[];
  /** Why a clean case differs from what was expected, such as an expected leak that is gone. */
  changed: string | undefined;
  leaks: Leak[];
  /** Reasons that make the case inconclusive or suspect. */
  doubts: RunCase['reasons'];
  /** Reasons that narrow what `clean` claims. */
  limits: RunCase['reasons'];
  /** Undefined if the run has no older release of this family with the same scenario and mode. */
  change: Change | undefined;
  since: Since | undefined;
}

/** A run as every report shows it: pages, JUnit, Markdown, SARIF, CSV and the terminal. */
export interface RunSummary {
  run: Run;
  digest: string;
  simulated: boolean;
  tally: Readonly<Record<Outcome, number>>;
  /** The most urgent first; within an outcome in the order of the plan. */
  cases: readonly CaseSummary[];
  /** Failures of the gate that no case has, such as an expectation past its date; `case` names the expectation. */
  otherFailures: Gate['failures'];
  /** Lines on evidence that was changed after the run; every report shows them. Empty if it was not. */
  warnings: readonly string[];
}

/** What a summary is made of, besides the run. */
export interface SummaryInput {
  digest: string;
  decidedCase(id: string): DecidedCase | undefined;
  /** Since when a case leaks; absent without a history. */
  sinceOf?(row: RunCase): Since | undefined;
  /** Lines on evidence that was changed after the run. */
  warnings?: readonly string[] | undefined;
}

export function summarize(
  run: Run,
  { digest, decidedCase, sinceOf, warnings = [] }: SummaryInput,
): RunSummary {
  const names = releaseNames(run);
  const failures = groupBy(run.gate?.failures ?? [], ({ case: id }) => id);
  const changes = new Map(run.gate?.changed?.map(({ case: id, why }) => [id, why]));
  const cases = run.cases.map((row): CaseSummary => {
    const decided = decidedCase(row.id);
    const weighted = (...weights: string[]) =>
      row.reasons.filter(({ code }) => weights.includes(REASON_WEIGHTS.get(code) ?? 'notes'));
    const limits = weighted('limits');
    const failuresOfCase = failures.get(row.id) ?? [];
    const gateFailures = failuresOfCase.map(({ why }) => why);
    const failsGate = gateFailures.length > 0;
    const failsByVerdict = failuresOfCase.some(({ kind }) => kind === undefined);
    const changed = changes.get(row.id);

    return {
      row,
      record: decided?.record,
      release: names.get(row.release.sha256) ?? nameOfRelease(row.release),
      mode: nameOfMode(row.mode),
      verdict: verdictOf(row),
      outcome: outcomeOf(row, {
        failsGate,
        failsByVerdict,
        isGone: changed !== undefined,
        isLimited: limits.length > 0,
      }),
      simulated: row.handset !== null && run.handsets[row.handset]?.simulated === true,
      failsGate,
      gateFailures,
      changed,
      leaks: decided ? leaksOf(decided) : [],
      doubts: weighted('voids', ...(row.verdict === 'suspect' ? ['finds'] : [])),
      limits,
      change: changeOf(row, run, names),
      since: row.verdict === 'leaks' ? sinceOf?.(row) : undefined,
    };
  });
  const ids = new Set(run.cases.map(({ id }) => id));
  const count = (outcome: Outcome) => cases.filter((each) => each.outcome === outcome).length;

  return {
    run,
    digest,
    simulated: cases.some(({ simulated }) => simulated),
    tally: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, count(outcome)])) as RunSummary['tally'],
    cases: cases.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome)),
    warnings,
    otherFailures: (run.gate?.failures ?? []).filter(({ case: id }) => !ids.has(id)),
  };
}

function verdictOf({ verdict }: RunCase): Verdict {
  return verdict ?? 'inconclusive';
}

function outcomeOf(
  row: RunCase,
  is: { failsGate: boolean; failsByVerdict: boolean; isGone: boolean; isLimited: boolean },
): Outcome {
  const { failsGate, failsByVerdict, isGone, isLimited } = is;
  const verdict = verdictOf(row);
  if (verdict === 'leaks') {
    if (failsByVerdict || !row.expected.includes('leaks')) return 'new-leak';

    return failsGate ? 'unexpected' : 'known-leak';
  }
  if (verdict !== 'clean')
    return failsGate || !row.expected.includes(verdict) ? 'undecided' : 'expected-undecided';
  if (failsGate) return 'unexpected';
  if (isGone && row.expected.includes('leaks')) return 'leak-gone';

  return isLimited ? 'limited' : 'clean';
}

/** The names of a run's releases by SHA-256. The start of the digest distinguishes two files of one version. */
function releaseNames(run: Run): Map<string, string> {
  const files = groupBy(run.cases, ({ release }) => nameOfRelease(release));

  return new Map(
    run.cases.map(({ release }) => {
      const name = nameOfRelease(release);
      const digests = new Set(files.get(name)?.map((row) => row.release.sha256));

      return [release.sha256, digests.size === 1 ? name : `${name}~${release.sha256.slice(0, 8)}`];
    }),
  );
}

function changeOf(row: RunCase, run: Run, names: ReadonlyMap<string, string>): Change | undefined {
  const [before] = run.cases
    .filter(
      ({ release, scenario, mode, verdict }) =>
        release.family === row.release.family &&
        release.versionCode < row.release.versionCode &&
        scenario === row.scenario &&
        nameOfMode(mode) === nameOfMode(row.mode) &&
        verdict !== null,
    )
    .toSorted((a, b) => b.release.versionCode - a.release.versionCode);
  if (!before) return undefined;
  const [was, is] = [verdictOf(before), verdictOf(row)];

  return { release: names.get(before.release.sha256) ?? '', verdict: was, kind: kindOfChange(was, is) };
}

function kindOfChange(was: Verdict, is: Verdict): Change['kind'] {
  if (was === is) return is === 'leaks' ? 'still-leaking' : 'same';
  if (is === 'leaks') return 'newly-leaking';

  return was === 'leaks' && is === 'clean' ? 'fixed' : 'changed';
}

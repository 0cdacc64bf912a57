import type { CaseChange, Change, ComparedRelease, Comparison, ShownRelease } from '../../model/compare.ts';
import type { Outcome } from '../../model/exit.ts';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Verdict } from '../../model/verdict.ts';
import { compareCase } from './case-change.ts';
import { caseKeyOf, type JudgedCase } from './judged-case.ts';
import { compareProducts } from './products.ts';
import { seriesOf } from './series.ts';
import { settingsOf } from './settings.ts';

/** The decided cases of one release, from one run or several. Never empty. */
export type ReleaseCases = readonly [JudgedCase, ...JudgedCase[]];

/** Facts about a comparison other than its pairs. */
export interface ComparisonOptions {
  /** Releases without another one to compare them with. */
  alone?: Comparison['alone'];
  /** Whether the user asked for these releases; true by default. */
  asked?: boolean;
  judgedAgain?: boolean;
  /** Every release that was compared or named; by default those of the families. */
  shown?: readonly ReleaseCases[];
  /** Two releases of different families. */
  products?: readonly [ReleaseCases, ReleaseCases] | undefined;
}

/**
 * Compares each release with the one before it. Each inner list is one family, oldest release first; the caller
 * gives the order.
 */
export function compareReleases(
  families: readonly (readonly ReleaseCases[])[],
  {
    alone = [],
    asked = true,
    judgedAgain = false,
    shown = families.flat(),
    products,
  }: ComparisonOptions = {},
): Comparison {
  const pairs = families.flatMap((releases) =>
    releases.slice(1).map((after, at) => {
      const before = releases[at];
      if (!before) throw new RangeError('the first release has no earlier release to be compared with');

      return {
        family: after[0].release.family,
        before: comparedRelease(before),
        after: comparedRelease(after),
        reversed: after[0].release.versionCode < before[0].release.versionCode,
        changes: compareCases(before, after),
      };
    }),
  );

  return {
    schema: 'leakgate/compare@1',
    simulated: shown.some(([first]) => first.simulated),
    judgedAgain,
    pairs,
    alone,
    asked,
    releases: shown.map(shownRelease),
    codes: explainedCodes(shown.flat()),
    ...(products && { products: compareProducts(...products) }),
    series: families.filter((releases) => releases.length > 2).flatMap((releases) => seriesOf(releases)),
    settings: [...families.flat(), ...(products ?? [])].flatMap((cases) => settingsOf(cases)),
  };
}

/** What the codes of the cases mean, each by the sentence of the first case that has it. */
function explainedCodes(cases: readonly JudgedCase[]): Comparison['codes'] {
  const codes = [...new Set(cases.flatMap(({ deciding, limits }) => [...deciding, ...limits]))];

  return codes.toSorted().flatMap((code) => {
    const text = cases.find(({ explained }) => explained?.[code] !== undefined)?.explained?.[code];

    return text === undefined ? [] : [{ code, text }];
  });
}

/**
 * Outcomes for the exit code. A new leak gives 1. A case that became opaque or is undecided gives 2, and so do a leak
 * without an earlier case and a requested release without a counterpart. Two products: 2 for a case that one of them has
 * not decided; a leak is no outcome.
 */
export function outcomesOf({ pairs, alone, asked, products }: Comparison): Outcome['kind'][] {
  return [
    ...(products?.cases ?? []).map(({ one, other }) =>
      isDecided(one) && isDecided(other) ? ('fine' as const) : ('undecided' as const),
    ),
    ...pairs.flatMap(({ changes }) => changes.map(outcomeOf)),
    ...alone.map(() => (asked ? ('undecided' as const) : ('fine' as const))),
  ];
}

function isDecided(verdict: Verdict | null): boolean {
  return verdict === 'leaks' || verdict === 'clean';
}

const FINE_CHANGES: ReadonlySet<Change> = new Set(['fixed', 'still-leaking', 'still-clean', 'became-clean']);

function outcomeOf({ change, after }: CaseChange): Outcome['kind'] {
  if (change === 'newly-leaking') return 'leak';
  const isFine = FINE_CHANGES.has(change) || (change === 'not-judged-before' && after === 'clean');

  return isFine ? 'fine' : 'undecided';
}

function compareCases(before: ReleaseCases, after: ReleaseCases): CaseChange[] {
  const keys = [...new Set([...before, ...after].map(caseKeyOf))];

  return keys.map((key) =>
    compareCase(
      before.find((each) => caseKeyOf(each) === key),
      after.find((each) => caseKeyOf(each) === key),
    ),
  );
}

function shownRelease(cases: ReleaseCases): ShownRelease {
  return {
    ...comparedRelease(cases),
    family: cases[0].release.family,
    cases: cases.map(({ scenario, mode, position, verdict, deciding, limits, findings }) => ({
      scenario,
      mode: nameOfMode(mode),
      ...(position !== undefined && { position }),
      verdict,
      deciding: [...deciding],
      limits: [...limits],
      findings: findings.length,
      leaked: [...new Set(findings.flatMap(({ content }) => content ?? []))].sort(),
      recipients: [...new Set(findings.map(({ host }) => host))].sort(),
      owners: [...new Set(findings.map(({ owner }) => owner ?? 'unknown'))].sort(),
    })),
  };
}

/** The name, digest and run of a release, for a comparison. */
export function comparedRelease([first]: ReleaseCases): ComparedRelease {
  return { name: nameOfRelease(first.release), sha256: first.release.sha256, run: first.run };
}

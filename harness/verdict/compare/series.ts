import type { Series } from '../../model/compare.ts';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import { caseKeyOf, type JudgedCase } from './judged-case.ts';

/**
 * For each scenario and mode, in which of the releases a leak began and ended. Releases of one family, oldest
 * first.
 */
export function seriesOf(releases: readonly (readonly JudgedCase[])[]): Series[] {
  const rows = new Map<string, JudgedCase[]>();
  for (const each of releases.flat()) {
    const key = caseKeyOf(each);
    rows.set(key, [...(rows.get(key) ?? []), each]);
  }

  return [...rows.values()].flatMap((cases) => {
    const [first] = cases;
    if (!first) return [];
    const lastBad = cases.findLastIndex(({ verdict }) => verdict === 'leaks');
    const firstBad = cases.find(({ verdict }) => verdict === 'leaks');
    const firstGood =
      lastBad < 0 ? undefined : cases.find(({ verdict }, at) => at > lastBad && verdict === 'clean');

    return [
      {
        family: first.release.family,
        scenario: first.scenario,
        mode: nameOfMode(first.mode),
        releases: cases.map(({ release, verdict }) => ({ name: nameOfRelease(release), verdict })),
        firstBad: firstBad ? nameOfRelease(firstBad.release) : null,
        firstGood: firstGood ? nameOfRelease(firstGood.release) : null,
        text: textOf(cases, firstBad, firstGood),
      },
    ];
  });
}

function textOf(
  cases: readonly JudgedCase[],
  firstBad: JudgedCase | undefined,
  firstGood: JudgedCase | undefined,
): string {
  const releaseCount = `${cases.length} release${cases.length === 1 ? '' : 's'}`;
  const undecidedCases = cases.filter(({ verdict }) => verdict === 'inconclusive' || verdict === 'suspect');
  const undecidedNote =
    undecidedCases.length > 0 ? `; undecided: ${undecidedCases.map(releaseName).join(', ')}` : '';
  if (!firstBad) return `none of ${releaseCount} was seen to leak${undecidedNote}`;
  const before = cases[cases.indexOf(firstBad) - 1];
  const lastBad = cases.findLastIndex(({ verdict }) => verdict === 'leaks');
  const cleanBetween = cases.filter(
    ({ verdict }, at) => verdict === 'clean' && at > cases.indexOf(firstBad) && at < lastBad,
  );
  const cleanNote =
    cleanBetween.length > 0
      ? `; ${cleanBetween.map(releaseName).join(', ')} between ${cleanBetween.length === 1 ? 'was' : 'were'} clean`
      : '';

  return `${beganOf(firstBad, before)}${cleanNote}; ${firstGood ? `clean again since ${releaseName(firstGood)}` : 'no later release is clean'}${undecidedNote}`;
}

function beganOf(firstBad: JudgedCase, before: JudgedCase | undefined): string {
  if (!before) return `${releaseName(firstBad)}, the oldest, leaks`;

  return before.verdict === 'clean'
    ? `leaks since ${releaseName(firstBad)} (${releaseName(before)} was clean)`
    : `seen to leak since ${releaseName(firstBad)}; whether ${releaseName(before)} did is not known (${before.verdict})`;
}

function releaseName({ release }: JudgedCase): string {
  return nameOfRelease(release);
}

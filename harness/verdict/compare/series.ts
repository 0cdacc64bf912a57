import type { Series } from '../../model/compare.ts';
import { counted } from '../../model/counted.ts';
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
        text: textOf(cases),
      },
    ];
  });
}

/** What the releases do, oldest first: `mint@1.0 (the oldest tested) leaks; mint@1.1 and mint@1.2 are clean; mint@1.3 leaks again`. */
function textOf(cases: readonly JudgedCase[]): string {
  if (!cases.some(({ verdict }) => verdict === 'leaks')) {
    const undecided = cases.filter((each) => stateOf(each) === 'undecided').map(releaseName);

    return `none of ${counted(cases.length, 'release')} was seen to leak${undecided.length > 0 ? `; undecided: ${undecided.join(', ')}` : ''}`;
  }
  const spans: [JudgedCase, ...JudgedCase[]][] = [];
  for (const each of cases) {
    const span = spans.at(-1);
    if (span && stateOf(span[0]) === stateOf(each)) span.push(each);
    else spans.push([each]);
  }

  return spans.map((span, at) => spanText(span, spans.slice(0, at))).join('; ');
}

function spanText(
  span: readonly [JudgedCase, ...JudgedCase[]],
  before: readonly (readonly [JudgedCase, ...JudgedCase[]])[],
): string {
  const state = stateOf(span[0]);
  const decided: string[] = before.map(([first]) => stateOf(first)).filter((each) => each !== 'undecided');
  const again = decided.includes(state) && decided.at(-1) !== state ? ' again' : '';
  const names = span.map(releaseName);
  const oldest = before.length === 0 ? ' (the oldest tested)' : '';
  const [first = '', second = ''] = names;
  const [one, several] = {
    leaks: ['leaks', 'leak'],
    clean: ['is clean', 'are clean'],
    undecided: ['is undecided', 'are undecided'],
  }[state];
  if (names.length === 1) return `${first}${oldest} ${one}${again}`;
  if (names.length === 2) return `${first}${oldest} and ${second} ${several}${again}`;

  return `the ${counted(names.length, 'release')} from ${first}${oldest} to ${names.at(-1) ?? ''} ${several}${again}`;
}

function stateOf({ verdict }: JudgedCase): 'leaks' | 'clean' | 'undecided' {
  return verdict === 'leaks' || verdict === 'clean' ? verdict : 'undecided';
}

function releaseName({ release }: JudgedCase): string {
  return nameOfRelease(release);
}

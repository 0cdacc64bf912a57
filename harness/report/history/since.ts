import type { HistoryRow } from '../../model/history.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { Since } from '../summary/summary.ts';
import { instabilityOf } from './flaky.ts';

/** Since when a release leaks, as far as earlier runs and older releases show it. */
export interface KnownSince extends Since {
  /** The oldest release of the unbroken series of leaking ones. */
  firstBad: string;
  /** The clean release just before it; null if it is not known or was not clean. */
  lastGood: string | null;
}

/** What is known of one release, in one scenario and mode. */
interface KnownRelease {
  name: string;
  verdict: Verdict;
  /** Each run with this verdict was clean only with limits. */
  isLimited: boolean;
  /** Hosts of its findings. */
  recipients: readonly string[];
  /** The date of the first run with this verdict. */
  date: string;
  /** No run under the current rules gave this verdict. */
  byOtherRules: boolean;
}

/**
 * Since when a case leaks.
 * @param leaking the case, of the current run
 * @param rows the history with the current run. Rows of other handset kinds, scenarios and modes, and of newer releases, do not
 * count. Missing rows mean that it is not known
 */
export function sinceOf(leaking: HistoryRow, rows: readonly HistoryRow[]): KnownSince {
  const related = rows.filter(
    (row) =>
      row.simulated === leaking.simulated &&
      row.release.family === leaking.release.family &&
      row.scenario === leaking.scenario &&
      row.mode === leaking.mode &&
      (row.release.versionCode < leaking.release.versionCode ||
        row.release.sha256 === leaking.release.sha256),
  );
  const releases = knownReleases([...related.filter((row) => row !== leaking), leaking], leaking.rules);
  const lastClean = releases.findLastIndex(({ verdict }) => verdict !== 'leaks');
  const series = releases.slice(lastClean + 1);
  const [first] = series;
  if (!first) throw new RangeError('the case does not leak');
  const before = releases[lastClean];
  const instability = instabilityOf(
    related.filter((row) => row.release.sha256 === leaking.release.sha256),
    leaking.rules,
  );

  return {
    text: [
      ...textsOf(releases, series, first),
      ...otherRulesText(series),
      ...(instability === undefined ? [] : [instability]),
    ].join('; '),
    firstBad: first.name,
    lastGood: before?.verdict === 'clean' ? before.name : null,
  };
}

function textsOf(
  releases: readonly KnownRelease[],
  series: readonly KnownRelease[],
  first: KnownRelease,
): string[] {
  const older = releases.slice(0, releases.length - series.length);
  const before = older.at(-1);
  const seen = `first seen on ${first.date}`;
  if (!before)
    return series.length === 1
      ? [`unknown since when: no older release was tested in this mode, ${seen}`]
      : [`unknown since when: each tested release leaks, back to the oldest, ${first.name} (${seen})`];
  const lastBad = older.findLast(({ verdict }) => verdict === 'leaks');
  const again = lastBad ? ' again' : '';

  return [
    series.length === 1
      ? `leaks${again} since ${first.name} (${seen})`
      : `leaks${again} in each tested release since ${first.name} (${seen})`,
    before.verdict === 'clean'
      ? `${before.name} was clean${before.isLimited ? ', with limits' : ''}${before.byOtherRules ? ', under other rules' : ''}`
      : `whether ${before.name} leaked is not known (${before.verdict})`,
    ...(lastBad
      ? [
          `${lastBad.name} leaked${lastBad.recipients.length > 0 ? ` to ${lastBad.recipients.join(', ')}` : ' too'}`,
        ]
      : []),
  ];
}

function otherRulesText(series: readonly KnownRelease[]): string[] {
  const names = series.filter(({ byOtherRules }) => byOtherRules).map(({ name }) => name);

  return names.length === 0 ? [] : [`judged by other rules: ${names.join(', ')}`];
}

/** The releases, oldest first. A leak counts, whatever other runs gave; otherwise the newest run, if possible under these rules. */
function knownReleases(rows: readonly HistoryRow[], rules: string): KnownRelease[] {
  const files = new Map<string, HistoryRow[]>();
  for (const row of rows) files.set(row.release.sha256, [...(files.get(row.release.sha256) ?? []), row]);
  const names = [...files.values()].map(([row]) => (row ? nameOfRelease(row.release) : ''));

  return [...files.values()]
    .flatMap((ofRelease) => {
      const [any] = ofRelease;
      if (!any) return [];
      const name = nameOfRelease(any.release);
      const isAmbiguous = names.filter((each) => each === name).length > 1;

      return [
        {
          order: any.release.versionCode,
          known: {
            name: isAmbiguous ? `${name}~${any.release.sha256.slice(0, 8)}` : name,
            ...verdictOf(ofRelease, rules),
          },
        },
      ];
    })
    .toSorted((a, b) => a.order - b.order)
    .map(({ known }) => known);
}

function verdictOf(rows: readonly HistoryRow[], rules: string): Omit<KnownRelease, 'name'> {
  const byTime = rows.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const own = byTime.filter((row) => row.rules === rules);
  const verdict = byTime.some((row) => row.verdict === 'leaks')
    ? 'leaks'
    : ((own.at(-1) ?? byTime.at(-1))?.verdict ?? 'inconclusive');
  const same = byTime.filter((row) => row.verdict === verdict);

  return {
    verdict,
    recipients: [...new Set(same.flatMap(({ recipients }) => recipients))].slice(0, 3),
    isLimited: same.every(({ outcome }) => outcome === 'limited'),
    date: same[0]?.at.slice(0, 10) ?? '',
    byOtherRules: same.every((row) => row.rules !== rules),
  };
}

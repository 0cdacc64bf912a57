import { type ExitCode, exitCodeOf } from '../model/exit.ts';
import { invariant } from '../model/fault.ts';
import { compareReleases, outcomesOf } from '../verdict/index.ts';
import { chooseReleases, type ComparedRun, pairRuns, readComparedRuns } from './compare-source.ts';
import { writeVersionsCsv, writeVersionsPage } from './compare-page.ts';
import { describeComparison } from './compare-text.ts';

export interface CompareOptions {
  release: string[];
  json?: boolean;
  /** The file of the page that shows the releases as a table. */
  page?: string;
  /** The file of the same table as CSV. */
  csv?: string;
}

/**
 * `leakgate compare RUN RUN`, `--release A --release B RUN`, or the releases of any number of runs as a series. A page or a CSV of
 * runs with several releases is always a series.
 * Two named releases of different families are compared as products.
 * @returns 0 if nothing got worse; 1 if a case is newly leaking; 2 if one became opaque or undecided
 * @throws {Fault} for simulated runs together with real ones, for a run that is still running or was changed, and for nothing to compare
 */
export async function compare(runs: readonly string[], options: CompareOptions): Promise<ExitCode> {
  invariant(
    options.release.length !== 1,
    'a comparison needs two releases, but --release names only one',
    'use --release twice, or not at all',
  );
  const { runs: read, judgedAgain } = await readComparedRuns(runs);
  const [before, after] = read;
  const isPair = read.length === 2 && options.release.length === 0 && !isTableOfSeries(read, options);
  const { families, ...paired } =
    before && after && isPair ? pairRuns(before, after) : chooseReleases(read, options.release);
  const isRequested = isPair || options.release.length > 0;
  const comparison = compareReleases(families, { ...paired, asked: isRequested, judgedAgain });
  if (options.page !== undefined) await writeVersionsPage(options.page, comparison, runs);
  if (options.csv !== undefined) await writeVersionsCsv(options.csv, comparison);
  process.stdout.write(
    options.json
      ? `${JSON.stringify(comparison, null, 2)}\n`
      : `${describeComparison(comparison).join('\n')}\n`,
  );

  return exitCodeOf(outcomesOf(comparison));
}

/** A table shows releases over time: if two runs have more than one release each, it shows all of them, and no pairs. */
function isTableOfSeries(runs: readonly ComparedRun[], { page, csv }: CompareOptions): boolean {
  const hasSeveralReleases = ({ cases }: ComparedRun): boolean => {
    const digests = new Map(cases.map(({ release }) => [release.sha256, release.family]));

    return new Set(digests.values()).size < digests.size;
  };

  return (page !== undefined || csv !== undefined) && runs.some(hasSeveralReleases);
}

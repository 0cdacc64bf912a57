import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRun } from '../../evidence/folders.ts';
import { readRunDigest } from '../../evidence/run-digest.ts';
import type { ExitCode } from '../../model/exit.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Run } from '../../model/run.ts';
import { type EndedRun, nightLines, nightMarkdown } from '../../report/nights/index.ts';
import { openHistory, type RunHistory } from '../../report/reports.ts';
import { readSummary } from '../../report/summary/read.ts';
import { foldersOf, listOf, type NightFolders, type NightOptions, print } from './folders.ts';
import { BUNDLE, type NightResult, readResults } from './result.ts';

export interface NightGateOptions extends NightOptions {
  /** The results of the jobs that ran the suite, such as `success, failure`: a job that failed may have left no result. */
  jobs?: string;
}

/** Most urgent first. A run without a verdict comes before one that passed. */
const URGENCY: readonly ExitCode[] = [1, 2, 3, 130, 0];

/**
 * `leakgate night gate`: the last step of a night. Prints the result of each run, writes the summary and the annotations of the job,
 * and fails with the exit code of the runs.
 */
export async function gateOfNight(options: NightGateOptions): Promise<ExitCode> {
  const folders = foldersOf(options);
  const results = (await readResults(folders.results)).toSorted(
    (a, b) => URGENCY.indexOf(a.result.exitCode) - URGENCY.indexOf(b.result.exitCode),
  );
  const runs: EndedRun[] = [];
  for (const { folder, result } of results)
    runs.push({ ...result, summary: await summaryOf(result, folder, folders) });
  const failedJobs = listOf(options.jobs).filter((job) => job !== 'success' && job !== 'skipped');
  const code = codeOfNight(
    results.map(({ result }) => result.exitCode),
    failedJobs.length,
  );
  const notes =
    failedJobs.length > 0
      ? [`A job of this night did not succeed: ${failedJobs.join(', ')}. Its log says why.`]
      : [];
  await writeSummary(nightMarkdown(runs, notes));
  for (const line of nightLines(runs, notes)) print(line);
  print(`\nthe night ends with exit code ${code}`);

  return code;
}

/**
 * The exit code of a night: 1 wins over 2, and 2 over 0. A run without any verdict makes the night undecided, and gives 3 only if no
 * other run has one.
 */
export function codeOfNight(codes: readonly ExitCode[], failedJobs: number): ExitCode {
  if (codes.includes(1)) return 1;
  const isDecided = codes.some((code) => code === 0 || code === 2);
  if (!isDecided) return 3;

  return failedJobs > 0 || codes.some((code) => code !== 0) ? 2 : 0;
}

/** The summary of a bundle, as published with the history or as the run left it. */
async function summaryOf(
  { run: id }: NightResult,
  folder: string,
  { nights, history }: NightFolders,
): Promise<EndedRun['summary']> {
  if (id === null) return undefined;
  const published = join(nights, id);
  const bundle = existsSync(published) ? published : join(folder, BUNDLE);
  const run = await readRun(bundle);

  return readSummary(bundle, run, await sinceIn(history, run, await readRunDigest(bundle)));
}

/** A history that cannot be read must not hide the result of the night. */
async function sinceIn(
  file: string,
  run: Run,
  digest: string,
): Promise<Pick<RunHistory, 'sinceOf'> | undefined> {
  try {
    return await openHistory(file, run, digest);
  } catch (error) {
    print(`the history is not used: ${reasonOf(error)}`);

    return undefined;
  }
}

/** In GitHub Actions: the summary of the job. */
async function writeSummary(
  text: string,
  { GITHUB_STEP_SUMMARY: file }: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (file) await appendFile(file, text);
}

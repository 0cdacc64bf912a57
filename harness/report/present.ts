import { join, relative } from 'node:path';
import { readRunDigest } from '../evidence/run-digest.ts';
import { sealRun } from '../evidence/seal.ts';
import type { Run } from '../model/run.ts';
import { reasonOf } from '../model/fault.ts';
import { gateLines } from './gate-lines.ts';
import { annotationLines, withoutCommands, writeJobSummary } from './github/announce.ts';
import { openHistory, type RunHistory } from './history/run-history.ts';
import type { PageOptions } from './page/write-pages.ts';
import { PAGE, writePages, writeReports } from './reports.ts';
import { readSummary } from './summary/read.ts';
import { type RunSummary, summarize } from './summary/summary.ts';
import { legendOf, tableOf } from './table.ts';

export { announceUnstarted } from './github/unstarted.ts';

/**
 * Prints the table, the gate, the digest and the paths of page and evidence of a run that ended; writes its reports, and in GitHub
 * Actions the job summary and annotations; seals it.
 */
export async function presentRun(
  runDir: string,
  run: Run,
  unmodelled: readonly { kind: string; what: string; times: number }[],
  { historyFile, ...given }: PageOptions & { historyFile?: string | undefined },
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const print = (text: string): void => void process.stderr.write(`${text}\n`);
  const folder = relative(process.cwd(), runDir) || '.';
  const digest = await readRunDigest(runDir);
  const history = await historyOf(historyFile, run, digest, print);
  const options = { ...given, ...(history && { sinceOf: history.sinceOf }) };
  const summary = await readSummary(runDir, run, options).catch((error: unknown) => {
    print(`could not read the cases of the run: ${reasonOf(error)}`);

    return summarize(run, { digest, decidedCase: () => undefined });
  });
  print(['', ...resultLines(summary), '', `the run took ${durationOf(run)}`].join('\n'));
  for (const line of history?.lines ?? []) print(line);
  if (unmodelled.length > 0)
    print(
      `the simulated handset received requests that it does not model: ${unmodelled.map(({ kind, what, times }) => `${kind} '${what}' x${times}`).join(', ')}`,
    );
  await writeJobSummary(summary, print, env);
  for (const line of annotationLines(summary, env)) print(line);
  try {
    const from = performance.now();
    const { warnings } = await writeReports(runDir, run, { ...options, history });
    for (const warning of warnings) print(warning);
    print(`reports written in ${((performance.now() - from) / 1000).toFixed(1)} s`);
    print(`page: ${join(folder, PAGE)}; Allure: npm run report`);
  } catch (error) {
    print(`could not write the reports: ${reasonOf(error)}`);
  }
  await sealRun(runDir);
  print(`digest of this run: sha256:${digest}`);
  print(`evidence: ${folder}; judge it again with: npx leakgate verify ${folder}`);
}

/** Writes the reports of a run that did not start, without Allure's, and prints the path of the page. */
export async function presentUnstarted(
  runDir: string,
  run: Run,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const print = (text: string): void => void process.stderr.write(`${text}\n`);
  const summary = await writePages(runDir, run, { stepsOf: () => [] });
  await writeJobSummary(summary, print, env);
  for (const line of annotationLines(summary, env)) print(line);
  await sealRun(runDir);
  print(`page: ${join(relative(process.cwd(), runDir) || '.', PAGE)}`);
}

/** A history that cannot be read must not prevent the reports of a run that took hours. */
async function historyOf(
  file: string | undefined,
  run: Run,
  digest: string,
  print: (text: string) => void,
): Promise<RunHistory | undefined> {
  try {
    return file === undefined ? undefined : await openHistory(file, run, digest);
  } catch (error) {
    print(`the run is not added to the history: ${reasonOf(error)}`);

    return undefined;
  }
}

/** What the terminal shows of a run: its table, the gate, and that it was simulated. */
export function resultLines(summary: RunSummary): string[] {
  const [handset] = summary.run.handsets;
  const lines = [
    ...(summary.cases.length > 0 ? [tableOf(summary), ...legendOf(summary), ''] : []),
    ...gateLines(summary),
    ...(summary.simulated
      ? [
          '',
          `simulated browsers ran on a simulated handset, whose clock ran at ${handset?.speed ?? 1}x real time during waits; no result is a finding about a real release`,
        ]
      : []),
  ];

  return lines.map(withoutCommands);
}

function durationOf({ startedAt, finishedAt }: Run): string {
  const seconds = Math.round((Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt)) / 1000);

  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

import { relative } from 'node:path';
import { readRunDigest } from '../evidence/run-digest.ts';
import { sealRun } from '../evidence/seal.ts';
import type { Run } from '../model/run.ts';
import { reasonOf } from '../model/fault.ts';
import { openHistory } from './history/run-history.ts';
import type { PageOptions } from './page/write-pages.ts';
import { writeReports } from './reports.ts';
import { gateLines, isSimulated, tableOf } from './table.ts';

/** Writes the reports of a run that ended and seals it; prints the table, the gate, the digest and the path of the evidence. */
export async function presentRun(
  runDir: string,
  run: Run,
  unmodelled: readonly { kind: string; what: string; times: number }[],
  { historyFile, ...options }: PageOptions & { historyFile?: string | undefined },
): Promise<void> {
  const print = (text: string): void => void process.stderr.write(`${text}\n`);
  if (run.gate?.exitCode === 3) print('no case was decided, so the exit code is 3');
  else print([`\n${tableOf(run)}`, ...gateLines(run), `the run took ${durationOf(run)}`].join('\n'));
  if (isSimulated(run, run.cases))
    print(
      `simulated browsers ran on a simulated handset, whose clock ran at ${run.handsets[0]?.speed ?? 1}x real time during waits; no result is a finding about a real release`,
    );
  if (unmodelled.length > 0)
    print(
      `the simulated handset received requests that it does not model: ${unmodelled.map(({ kind, what, times }) => `${kind} '${what}' x${times}`).join(', ')}`,
    );
  const folder = relative(process.cwd(), runDir) || '.';
  const digest = await readRunDigest(runDir);
  try {
    const from = performance.now();
    const history = historyFile === undefined ? undefined : await openHistory(historyFile, run, digest);
    for (const line of history?.lines ?? []) print(line);
    const { warnings } = await writeReports(runDir, run, {
      ...options,
      history,
      ...(history && { sinceOf: history.sinceOf }),
    });
    for (const warning of warnings) print(warning);
    print(
      `reports written in ${((performance.now() - from) / 1000).toFixed(1)} s; see them with: npm run report`,
    );
  } catch (error) {
    print(`could not write the reports: ${reasonOf(error)}`);
  }
  await sealRun(runDir);
  print(`digest of this run: sha256:${digest}`);
  print(`evidence: ${folder}; judge it again with: npx leakgate verify ${folder}`);
}

function durationOf({ startedAt, finishedAt }: Run): string {
  const seconds = Math.round((Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt)) / 1000);

  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

import { readRun } from '../evidence/folders.ts';
import type { ExitCode } from '../model/exit.ts';
import type { HistoryRow } from '../model/history.ts';
import { printable } from '../model/printable.ts';
import { readKeptExpectations } from '../runner/rules.ts';
import { newRecipientsInHistory } from '../verdict/index.ts';

/**
 * The exit code of a run with its history: earlier runs of a baseline that is not in the run can show that a recipient is new.
 * They never make the code better.
 */
export async function stricterCode(
  code: ExitCode,
  runDir: string,
  rows: readonly HistoryRow[],
): Promise<ExitCode> {
  if (code !== 0 && code !== 2) return code;
  const complaints = newRecipientsInHistory(await readRun(runDir), await readKeptExpectations(runDir), rows);
  for (const { case: id, why } of complaints) process.stderr.write(printable(`${id}: ${why}`) + '\n');

  return complaints.length > 0 ? 1 : code;
}

import { findTampering } from '../evidence/tampering.ts';
import type { Run } from '../model/run.ts';

/** These files are made again with the reports, so their changes do not matter. */
const REPORTS = /^(?:report|allure-results|allure-report)\//;
/** Number of changed files that are listed. */
const MOST = 5;

/** Lines that warn of evidence that changed after the run; none for a run that has not finished. */
export async function doubtsOf(runDir: string, run: Run): Promise<string[]> {
  if (run.finishedAt === null) return [];
  const { changed, complaints } = await findTampering(runDir, run);
  const said = complaints.filter((_, at) => !REPORTS.test(changed[at] ?? ''));
  if (said.length === 0) return [];

  return [
    'the evidence was changed after the run, so these reports may be wrong:',
    ...said.slice(0, MOST).map((each) => `  ${each}`),
    ...(said.length > MOST ? [`  and ${said.length - MOST} more: npx leakgate verify names them`] : []),
  ];
}

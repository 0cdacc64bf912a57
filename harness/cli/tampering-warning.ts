import { findTampering } from '../evidence/tampering.ts';
import type { Run } from '../model/run.ts';

/** Reports are made again, so changes of these files do not matter. */
const REPORTS = /^(?:index\.html$|(?:report|allure-results|allure-report)\/)/;
/** How many changed files are listed. */
const MAX_LISTED = 5;

/** Lines that warn of evidence that was changed after the run; none for a run that has not ended. */
export async function warnOfTampering(runDir: string, run: Run): Promise<string[]> {
  if (run.finishedAt === null) return [];
  const { changed, complaints } = await findTampering(runDir, run);
  const relevant = complaints.filter((_, at) => !REPORTS.test(changed[at] ?? ''));
  if (relevant.length === 0) return [];

  return [
    'the evidence was changed after the run, so these reports may be wrong:',
    ...relevant.slice(0, MAX_LISTED).map((complaint) => `  ${complaint}`),
    ...(relevant.length > MAX_LISTED
      ? [`  and ${relevant.length - MAX_LISTED} more; npx leakgate verify lists all changes`]
      : []),
  ];
}

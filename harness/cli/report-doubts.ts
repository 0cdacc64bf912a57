import { findTampering } from '../evidence/tampering.ts';
import type { Run } from '../model/run.ts';

/** Made again with the reports, whatever became of them. */
const REPORTS = /^(?:report|allure-results|allure-report)\//;
/** So many files that are not as they were are named. */
const MOST = 5;

/** What whoever reads reports has to know of the folder that they are made of, a line each; nothing of a run that goes on. */
export async function doubtsOf(runDir: string, run: Run): Promise<string[]> {
  if (run.finishedAt === null) return [];
  const { changed, complaints } = await findTampering(runDir, run);
  const said = complaints.filter((_, at) => !REPORTS.test(changed[at] ?? ''));
  if (said.length === 0) return [];

  return [
    'the evidence is not what the run wrote, and neither is what these reports say of it:',
    ...said.slice(0, MOST).map((each) => `  ${each}`),
    ...(said.length > MOST ? [`  and ${said.length - MOST} more: npx leakgate verify names them`] : []),
  ];
}

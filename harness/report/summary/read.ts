import { join } from 'node:path';
import { readCanaries, readCaseRecord } from '../../evidence/folders.ts';
import { readRunDigest } from '../../evidence/run-digest.ts';
import type { Run } from '../../model/run.ts';
import { type DecidedCase, type RunSummary, summarize, type SummaryInput } from './summary.ts';

/**
 * Reads the records and canaries of all decided cases of a run, and its digest, and summarizes them.
 * @throws {Fault} naming a file that is missing or broken
 */
export async function readSummary(
  runDir: string,
  run: Run,
  { sinceOf, warnings }: Pick<SummaryInput, 'sinceOf' | 'warnings'> = {},
): Promise<RunSummary> {
  const decided = new Map<string, DecidedCase>();
  for (const { id, state, evidence } of run.cases) {
    if (state !== 'decided') continue;
    const folder = join(runDir, evidence);
    decided.set(id, {
      record: await readCaseRecord(folder),
      canaries: await readCanaries(join(folder, 'canaries.json')),
    });
  }

  return summarize(run, {
    digest: await readRunDigest(runDir),
    decidedCase: (id) => decided.get(id),
    ...(sinceOf && { sinceOf }),
    warnings,
  });
}

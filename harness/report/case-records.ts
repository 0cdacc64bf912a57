import { join } from 'node:path';
import { readCaseRecord } from '../evidence/folders.ts';
import type { CaseRecord } from '../model/case.ts';
import type { Run } from '../model/run.ts';

/** The record of a case by its id; undefined for a case that was never decided. */
export type RecordOf = (id: string) => CaseRecord | undefined;

/** Reads the records of all decided cases of a run. */
export async function readCaseRecords(runDir: string, run: Run): Promise<RecordOf> {
  const records = new Map<string, CaseRecord>();
  for (const row of run.cases)
    if (row.state === 'decided') records.set(row.id, await readCaseRecord(join(runDir, row.evidence)));

  return (id) => records.get(id);
}

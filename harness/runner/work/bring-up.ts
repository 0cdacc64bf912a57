import { writeRun } from '../../evidence/folders.ts';
import { sealRun } from '../../evidence/seal.ts';
import type { CaseRecord } from '../../model/case.ts';
import type { Gate, Run, RunCase } from '../../model/run.ts';
import { judgeGate } from '../../verdict/gate.ts';
import { noteDigests } from '../launch/digests.ts';
import { noteLinks } from '../launch/links.ts';
import { settle } from '../launch/run-record.ts';
import { readKeptExpectations } from '../rules.ts';

/** Brings a run that has ended up to what a case of it says now: its row, its gate, its digests and its seal. */
export async function bringUp(folder: string, run: Run, row: RunCase, record: CaseRecord): Promise<Gate> {
  settle(row, record, run);
  const gate = judgeGate(run, await readKeptExpectations(folder), (run.finishedAt ?? '').slice(0, 10));
  run.gate = gate;
  await noteDigests(folder, run);
  await noteLinks(folder, run);
  await writeRun(folder, run);
  await sealRun(folder);

  return gate;
}

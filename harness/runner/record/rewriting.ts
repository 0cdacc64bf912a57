import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { readRun, writeRun } from '../../evidence/folders.ts';
import { readJson, writeJson } from '../../evidence/json-file.ts';
import { judgeAgain, type LaterEvidence } from '../../evidence/rejudge.ts';
import { readRunDigest } from '../../evidence/run-digest.ts';
import { SEAL, sealRun } from '../../evidence/seal.ts';
import { findTampering } from '../../evidence/tampering.ts';
import { type CaseRecord, folderOfCase } from '../../model/case.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { Run } from '../../model/run.ts';
import { judgeGate } from '../../verdict/index.ts';
import { readKeptExpectations } from '../rules.ts';
import { withRunLock } from '../run-lock.ts';
import { rewritingFolder } from '../state.ts';
import { outdatedNotes } from './independence.ts';
import type { RunJudge } from './judge.ts';
import { withDigests, withLinkability } from './run-evidence.ts';
import { type EndedRun, withDecided } from './run-record.ts';

/** Which run is being rewritten, and for which case. */
const rewritingSchema = z.object({ folder: z.string(), run: z.string(), case: z.string() });
type Rewriting = z.infer<typeof rewritingSchema>;

/**
 * Judges a case of a run that has ended again and rewrites the run. So are the cases for which the run's experiments now say
 * something else.
 */
export async function rewriteCase(
  folder: string,
  id: string,
  later: LaterEvidence,
  judge: RunJudge,
): Promise<{ record: CaseRecord; run: EndedRun }> {
  const rewritten = await rewriteOne(folder, id, later, judge);

  return { record: rewritten.record, run: await rewriteNotes(folder, rewritten.run, judge) };
}

async function rewriteOne(
  folder: string,
  id: string,
  later: LaterEvidence,
  judge: RunJudge,
): Promise<{ record: CaseRecord; run: EndedRun }> {
  const run = await readRun(folder);
  const mark = await markRewriting({ folder, run: run.id, case: id });
  const record = await judgeAgain(join(folder, 'cases', folderOfCase(id)), later, judge);
  const rewritten = await rewriteRun(folder, run, id, record);
  await rm(mark);

  return { record, run: rewritten };
}

/** One pass is enough: a note changes no verdict. */
async function rewriteNotes(folder: string, run: EndedRun, judge: RunJudge): Promise<EndedRun> {
  let rewritten = run;
  for (const { row, independent } of outdatedNotes(run, judge.policy))
    rewritten = (await rewriteOne(folder, row.id, { independent }, judge)).run;

  return rewritten;
}

/** Notes the rewriting before the first change: if this process ends halfway, the folder looks tampered with until it is finished. */
async function markRewriting(rewriting: Rewriting): Promise<string> {
  await mkdir(rewritingFolder(), { recursive: true });
  const mark = join(rewritingFolder(), `${encodeURIComponent(rewriting.run)}.json`);
  await writeJson(mark, rewriting);

  return mark;
}

/** Rewrites a run that has ended after one of its cases was judged again: row, gate, digests and seal. */
async function rewriteRun(folder: string, run: Run, id: string, record: CaseRecord): Promise<EndedRun> {
  const { finishedAt } = run;
  if (finishedAt === null) throw new Fault(`run ${run.id} has not ended`);
  const decided = withDecided({ ...run, finishedAt }, id, record);
  const gate = judgeGate(decided, await readKeptExpectations(folder), finishedAt.slice(0, 10));
  const rewritten = await withLinkability(folder, await withDigests(folder, { ...decided, gate }));
  await writeRun(folder, rewritten);
  await sealRun(folder);

  return rewritten;
}

/** Finishes every rewriting that a process began and did not end; `print` gets the outcome of each. */
export async function finishRewriting(judge: RunJudge, print: (text: string) => void): Promise<void> {
  const marks = existsSync(rewritingFolder()) ? await readdir(rewritingFolder()) : [];
  for (const name of marks.filter((file) => file.endsWith('.json'))) {
    const mark = join(rewritingFolder(), name);
    try {
      const { run, ...where } = await readJson(mark, rewritingSchema);
      await withRunLock(run, () => finishMarkedRewriting(mark, where, judge, print), 0);
    } catch (error) {
      print(`the rewriting of a run, noted in ${mark}, could not be finished: ${reasonOf(error)}`);
    }
  }
}

async function finishMarkedRewriting(
  mark: string,
  { folder, case: id }: Omit<Rewriting, 'run'>,
  judge: RunJudge,
  print: (text: string) => void,
): Promise<void> {
  if (!existsSync(mark)) return; // Another process finished the rewriting while this one waited for the lock.
  if (!existsSync(join(folder, 'run.json'))) return await rm(mark);
  const run = await readRun(folder);
  if (!run.cases.some((row) => row.id === id)) throw new Fault(`run ${run.id} has no case ${id}`);
  if (run.rules !== judge.rules)
    throw new Fault(`run ${run.id} was judged by rules that differ from the current ones`);
  const caseFolder = `cases/${folderOfCase(id)}/`;
  await removeTemporaryFiles(folder, caseFolder);
  const { changed, complaints } = await findTampering(folder, run);
  const firstForeign = changed.findIndex((path) => !isRewritten(path, caseFolder));
  if (firstForeign >= 0)
    throw new Fault(`files of run ${run.id} were changed after the run: ${complaints[firstForeign]}`);
  const record = await judgeAgain(join(folder, caseFolder), {}, judge);
  const rewritten = await rewriteRun(folder, run, id, record);
  await rm(mark);
  await rewriteNotes(folder, rewritten, judge);
  print(
    `late traffic of ${id} in run ${run.id}: it is ${record.verdict}; the digest of that run is now sha256:${await readRunDigest(folder)}`,
  );
}

/** Removes temporary files of a process that ended while it wrote one. */
async function removeTemporaryFiles(folder: string, caseFolder: string): Promise<void> {
  for (const dir of [folder, join(folder, caseFolder)])
    for (const name of await readdir(dir))
      if (/^(?:run\.json|SHA256SUMS|case\.json|late\.har|timeline\.json)\.\d+$/.test(name))
        await rm(join(dir, name));
}

/** Whether judging a case again writes this file of an ended run. */
function isRewritten(path: string, caseFolder: string): boolean {
  return (
    ['run.json', SEAL].includes(path) ||
    ['case.json', 'late.har', 'timeline.json'].some((name) => path === `${caseFolder}${name}`) ||
    path.startsWith(`${caseFolder}decoded/`)
  );
}

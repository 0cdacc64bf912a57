import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readRun, writeRun } from '../../evidence/folders.ts';
import { readJson, writeJson } from '../../evidence/json-file.ts';
import { type Again, judgeAgain } from '../../evidence/rejudge.ts';
import { readRunDigest } from '../../evidence/run-digest.ts';
import { SEAL, sealRun } from '../../evidence/seal.ts';
import { findTampering } from '../../evidence/tampering.ts';
import { type CaseRecord, folderOfCase } from '../../model/case.ts';
import { Fault, reasonOf } from '../../model/fault.ts';
import type { Run } from '../../model/run.ts';
import { judgeGate, type TiedJudgement } from '../../verdict/index.ts';
import { readKeptExpectations } from '../rules.ts';
import { locked } from '../run-lock.ts';
import { rewritingFolder } from '../state.ts';
import { withDigests, withLinkability } from './run-evidence.ts';
import { type EndedRun, withDecided } from './run-record.ts';

/** Which run is being rewritten, and for which case. */
const rewritingSchema = z.object({ folder: z.string(), run: z.string(), case: z.string() });
type Rewriting = z.infer<typeof rewritingSchema>;

/** Notes the rewriting before the first change: if this process ends in the middle, the folder looks tampered with. */
export async function markRewriting(rewriting: Rewriting): Promise<string> {
  await mkdir(rewritingFolder(), { recursive: true });
  const mark = join(rewritingFolder(), `${encodeURIComponent(rewriting.run)}.json`);
  await writeJson(mark, rewriting);

  return mark;
}

/** Rewrites a run that has ended after one of its cases was judged again: row, gate, digests and seal. */
export async function rewriteRun(
  folder: string,
  run: Run,
  id: string,
  record: CaseRecord,
): Promise<EndedRun> {
  const { finishedAt } = run;
  if (finishedAt === null) throw new Fault(`run ${run.id} has not ended`);
  const decided = withDecided({ ...run, finishedAt }, id, record);
  const gate = judgeGate(decided, await readKeptExpectations(folder), finishedAt.slice(0, 10));
  const rewritten = await withLinkability(folder, await withDigests(folder, { ...decided, gate }));
  await writeRun(folder, rewritten);
  await sealRun(folder);

  return rewritten;
}

/** Finishes every rewriting that another process began and did not end; `say` gets the outcome of each. */
export async function finishRewriting(
  judging: Again<TiedJudgement>,
  say: (text: string) => void,
): Promise<void> {
  const marks = existsSync(rewritingFolder()) ? await readdir(rewritingFolder()) : [];
  for (const name of marks.filter((each) => each.endsWith('.json'))) {
    const mark = join(rewritingFolder(), name);
    try {
      const { run, ...where } = await readJson(mark, rewritingSchema);
      await locked(run, () => finishIn(mark, where, judging, say), 0);
    } catch (error) {
      say(`the rewriting that ${mark} notes could not be finished: ${reasonOf(error)}`);
    }
  }
}

async function finishIn(
  mark: string,
  { folder, case: id }: Omit<Rewriting, 'run'>,
  judging: Again<TiedJudgement>,
  say: (text: string) => void,
): Promise<void> {
  if (!existsSync(mark)) return; // The process that held the lock before finished it.
  if (!existsSync(join(folder, 'run.json'))) return await rm(mark);
  const run = await readRun(folder);
  if (!run.cases.some((row) => row.id === id)) throw new Fault(`run ${run.id} has no case ${id}`);
  if (run.rules !== judging.rules) throw new Fault(`run ${run.id} was judged by other rules`);
  const own = `cases/${folderOfCase(id)}/`;
  await removeUnfinished(folder, own);
  const { changed, complaints } = await findTampering(folder, run);
  const other = changed.findIndex((path) => !isRewritten(path, own));
  if (other >= 0) throw new Fault(`run ${run.id} was changed since: ${complaints[other]}`);
  const record = await judgeAgain(join(folder, own), {}, judging);
  await rewriteRun(folder, run, id, record);
  await rm(mark);
  say(
    `late traffic of ${id} in run ${run.id}: it is ${record.verdict}; the digest of that run is now sha256:${await readRunDigest(folder)}`,
  );
}

/** Removes temporary files of a process that ended while it wrote one. */
async function removeUnfinished(folder: string, own: string): Promise<void> {
  for (const dir of [folder, join(folder, own)])
    for (const name of await readdir(dir))
      if (/^(?:run\.json|SHA256SUMS|case\.json|late\.har)\.\d+$/.test(name)) await rm(join(dir, name));
}

/** What late traffic changes in a run that has ended, and nothing else. */
function isRewritten(path: string, own: string): boolean {
  return (
    ['run.json', SEAL, `${own}case.json`, `${own}late.har`].includes(path) ||
    path.startsWith(`${own}decoded/`)
  );
}

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
import type { Gate, Run, RunCase } from '../../model/run.ts';
import { judgeGate, type TiedJudgement } from '../../verdict/index.ts';
import { readKeptExpectations } from '../rules.ts';
import { locked } from '../run-lock.ts';
import { rewritingFolder } from '../state.ts';
import { noteDigests, noteLinks } from './run-evidence.ts';
import { settle } from './run-record.ts';

/** Which run is being written into, and for which case. */
const rewritingSchema = z.object({ folder: z.string(), run: z.string(), case: z.string() });
type Rewriting = z.infer<typeof rewritingSchema>;

/** Written down before the first change: whoever is ended in the middle leaves a folder that looks tampered with. */
export async function markRewriting(rewriting: Rewriting): Promise<string> {
  await mkdir(rewritingFolder(), { recursive: true });
  const mark = join(rewritingFolder(), `${encodeURIComponent(rewriting.run)}.json`);
  await writeJson(mark, rewriting);

  return mark;
}

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

/** Finishes what somebody began who was ended while bringing an earlier run up to late traffic; `say` tells what became of it. */
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
      say(`what was begun by ${mark} could not be finished: ${reasonOf(error)}`);
    }
  }
}

async function finishIn(
  mark: string,
  { folder, case: id }: Omit<Rewriting, 'run'>,
  judging: Again<TiedJudgement>,
  say: (text: string) => void,
): Promise<void> {
  if (!existsSync(mark)) return; // Whoever held the lock before has done it.
  if (!existsSync(join(folder, 'run.json'))) return await rm(mark);
  const run = await readRun(folder);
  const row = run.cases.find((each) => each.id === id);
  if (!row || run.rules !== judging.rules) throw new Fault(`run ${run.id} was judged by other rules`);
  const own = `cases/${folderOfCase(id)}/`;
  await removeUnfinished(folder, own);
  const { changed, complaints } = await findTampering(folder, run);
  const other = changed.findIndex((path) => !isRewritten(path, own));
  if (other >= 0) throw new Fault(`run ${run.id} was changed since: ${complaints[other]}`);
  await bringUp(folder, run, row, await judgeAgain(join(folder, own), {}, judging));
  await rm(mark);
  say(
    `${id} of run ${run.id} sent late, and is ${row.verdict}; digest of that run now: sha256:${await readRunDigest(folder)}`,
  );
}

/** Temporary files, of whoever was ended while writing one. */
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

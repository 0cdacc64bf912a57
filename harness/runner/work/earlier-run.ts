import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { readRun, writeRun } from '../../evidence/folders.ts';
import type { Again } from '../../evidence/rejudge.ts';
import { judgeAgain } from '../../evidence/rejudge.ts';
import { readRunDigest } from '../../evidence/run-digest.ts';
import { sealRun } from '../../evidence/seal.ts';
import { findTampering } from '../../evidence/tampering.ts';
import { type Expectation, expectationsSchema } from '../../model/expectations.ts';
import { Fault } from '../../model/fault.ts';
import type { HarEntry } from '../../model/har.ts';
import type { TiedJudgement } from '../../verdict/judge.ts';
import { judgeGate } from '../../verdict/gate.ts';
import { noteDigests } from '../launch/digests.ts';
import { noteLinks } from '../launch/links.ts';
import { caseDirOf, settle } from '../launch/run-record.ts';
import { tell } from '../progress.ts';
import { lockFolder } from '../state.ts';

export interface EarlierCase {
  /** Where its run is; undefined where nobody wrote it down. */
  folder: string | undefined;
  run: string;
  case: string;
}

const LOCK_MS = 20_000;
const LOCK_POLL_MS = 200;

/**
 * Judges a case of an earlier run again, with what came late, and brings that run's record, gate and seal up to it. A run that
 * still goes on is told, and does that itself. A run that is gone, was changed since, or was judged by other rules is left alone.
 *
 * @returns what a person should read
 * @throws {Fault} where the run is left alone, with the reason
 */
export async function judgeEarlierRun(
  earlier: EarlierCase,
  late: readonly HarEntry[],
  judging: Again<TiedJudgement>,
): Promise<string> {
  const { folder } = earlier;
  if (folder === undefined || !existsSync(join(folder, 'run.json')))
    throw new Fault(`the folder of its run ${earlier.run} is not there any more`);

  return await locked(earlier.run, () => judgeIn(folder, earlier.case, late, judging));
}

async function judgeIn(
  folder: string,
  id: string,
  late: readonly HarEntry[],
  judging: Again<TiedJudgement>,
): Promise<string> {
  const run = await readRun(folder);
  const row = run.cases.find((each) => each.id === id);
  if (row?.state !== 'decided') throw new Fault(`run ${run.id} has not decided it`);
  if (run.rules !== judging.rules) throw new Fault(`run ${run.id} was judged by other rules`);
  if (run.finishedAt === null) {
    await judgeAgain(caseDirOf(folder, id), { late }, judging);
    tell(folder, { kind: 'case-judged-again', case: id, why: 'late traffic during a later run' });

    return `${id} of run ${run.id}, which goes on, sent late; it was told`;
  }
  const [complaint] = (await findTampering(folder, run)).complaints;
  if (complaint !== undefined) throw new Fault(`its run was changed since: ${complaint}`);
  const before = row.verdict;
  settle(row, await judgeAgain(caseDirOf(folder, id), { late }, judging), run);
  run.gate = judgeGate(run, await expectationsOf(folder), run.finishedAt.slice(0, 10));
  await noteDigests(folder, run);
  await noteLinks(folder, run);
  await writeRun(folder, run);
  await sealRun(folder);

  return [
    `${id} of run ${run.id} sent late: ${before === row.verdict ? `still ${before}` : `it was ${before}, and is ${row.verdict}`};`,
    `its gate ${run.gate.passed ? 'passes' : `fails (${run.gate.exitCode})`};`,
    `digest of that run now: sha256:${await readRunDigest(folder)}; make its reports again with: npx leakgate report ${folder}`,
  ].join(' ');
}

/** What was expected then. */
async function expectationsOf(folder: string): Promise<Expectation[]> {
  const text = await readFile(join(folder, 'rules/apks/expectations.yaml'), 'utf8');

  return expectationsSchema.parse(parse(text) ?? []);
}

/** One at a time writes into a run that has ended; the lock lies outside of it, as everything in it is evidence. */
async function locked<T>(run: string, action: () => Promise<T>): Promise<T> {
  await mkdir(lockFolder(), { recursive: true });
  const file = join(lockFolder(), `${encodeURIComponent(run)}.lock`);
  const end = performance.now() + LOCK_MS;
  for (;;) {
    const handle = await open(file, 'wx').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (handle) {
      await handle.writeFile(String(process.pid));
      await handle.close();
      break;
    }
    if (await isStale(file)) await rm(file, { force: true });
    else if (performance.now() >= end)
      throw new Fault(`somebody else is writing into run ${run}`, { fix: `if nobody is: rm ${file}` });
    else await sleep(LOCK_POLL_MS);
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

/** Whoever made it is gone. */
async function isStale(file: string): Promise<boolean> {
  const pid = Number(await readFile(file, 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);

    return false;
  } catch {
    // ESRCH: no such process.
    return true;
  }
}

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Canary, canariesSchema } from '../model/canary.ts';
import { type CaseRecord, caseSchema } from '../model/case.ts';
import type { CaseEvidence, JudgedExchange, Judgement } from '../model/evidence.ts';
import { invariant } from '../model/fault.ts';
import type { HarEntry } from '../model/har.ts';
import { identitySchema } from '../model/identity.ts';
import { type Ledger, ledgerSchema } from '../model/ledger.ts';
import { type Plan, planSchema } from '../model/plan.ts';
import { type Run, runSchema } from '../model/run.ts';
import type { Ties } from '../model/ties.ts';
import { timelineSchema } from '../model/timeline.ts';
import { visibilitySchema } from '../model/visibility.ts';
import { digestsOf } from './digest.ts';
import { exchangeOf } from './exchanges.ts';
import { readHar } from './har-reader.ts';
import { writeHar } from './har-writer.ts';
import { readJson, writeJson } from './json-file.ts';
import { notARun } from './not-a-run.ts';

/** A case as written to disk: its evidence and its judgement. */
export interface WrittenCase {
  evidence: CaseEvidence;
  /** The entries that `evidence.exchanges` were made from. */
  entries: readonly HarEntry[];
  /** Screenshots and page sources by file name, written to `screens/`. */
  screens?: ReadonlyMap<string, Uint8Array>;
  /** Decoded messages for people to read, by file name, written to `decoded/`. */
  decoded?: ReadonlyMap<string, string>;
  /** Plots of measurements by file name, written to `plots/`. */
  plots?: ReadonlyMap<string, string>;
  judgement: Judgement & Partial<Ties>;
  startedAt: string;
  finishedAt: string;
  attempt: number;
  rules: string;
}

/** Writes a case's folder, `case.json` last: once it exists, the other files are complete. */
export async function writeCase(dir: string, written: WrittenCase): Promise<CaseRecord> {
  const { evidence, judgement } = written;
  await mkdir(dir, { recursive: true });
  await writeHar(join(dir, 'traffic.har'), written.entries);
  await writeJson(join(dir, 'visibility.json'), evidence.visibility);
  await writeJson(join(dir, 'canaries.json'), evidence.canaries);
  await writeJson(join(dir, 'timeline.json'), evidence.timeline);
  const ledger: Ledger = { schema: 'leakgate/ledger@1', entries: [...evidence.ledger] };
  await writeJson(join(dir, 'ledger.json'), ledger);
  await writeJson(join(dir, 'identity.json'), evidence.identity);
  for (const [name, bytes] of written.screens ?? []) await writeInto(join(dir, 'screens', name), bytes);
  for (const [name, text] of written.decoded ?? []) await writeInto(join(dir, 'decoded', name), text);
  for (const [name, svg] of written.plots ?? []) await writeInto(join(dir, 'plots', name), svg);
  const record: CaseRecord = {
    schema: 'leakgate/case@1',
    facts: evidence.facts,
    startedAt: written.startedAt,
    finishedAt: written.finishedAt,
    attempt: written.attempt,
    identifiers: [],
    traces: [],
    parties: [],
    ...judgement,
    rules: written.rules,
    files: await digestsOf(dir, ['case.json']),
  };
  await writeJson(join(dir, 'case.json'), record);

  return record;
}

async function writeInto(file: string, data: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, data);
}

/** `case.json` of a case's folder. @throws {Fault} */
export async function readCaseRecord(dir: string): Promise<CaseRecord> {
  return readJson(join(dir, 'case.json'), caseSchema);
}

/** All that `decide()` needs, from a case's folder. @throws {Fault} naming the file that is missing or broken */
export async function readCaseEvidence(dir: string): Promise<CaseEvidence> {
  const { facts } = await readCaseRecord(dir);
  const exchanges: JudgedExchange[] = [];
  for await (const entry of readHar(join(dir, 'traffic.har')))
    exchanges.push(exchangeOf(entry, exchanges.length));

  return {
    facts,
    canaries: await readCanaries(join(dir, 'canaries.json')),
    exchanges,
    visibility: await readJson(join(dir, 'visibility.json'), visibilitySchema),
    timeline: await readJson(join(dir, 'timeline.json'), timelineSchema),
    ledger: (await readJson(join(dir, 'ledger.json'), ledgerSchema)).entries,
    late: await readLate(dir, exchanges.length),
    identity: await readJson(join(dir, 'identity.json'), identitySchema),
  };
}

/** Reads `late.har`, which exists only if the case has late findings. */
async function readLate(dir: string, from: number): Promise<JudgedExchange[]> {
  const file = join(dir, 'late.har');
  if (!existsSync(file)) return [];
  const late: JudgedExchange[] = [];
  for await (const entry of readHar(file)) late.push(exchangeOf(entry, from + late.length));

  return late;
}

/** A case's record and evidence. @throws {Fault} */
export async function readCase(dir: string): Promise<{ record: CaseRecord; evidence: CaseEvidence }> {
  return { record: await readCaseRecord(dir), evidence: await readCaseEvidence(dir) };
}

/** A canaries file, of a case or written by a user. @throws {Fault} */
export async function readCanaries(file: string): Promise<Canary[]> {
  return readJson(file, canariesSchema);
}

/** Writes `run.json` into a run's folder atomically. */
export async function writeRun(runDir: string, run: Run): Promise<void> {
  await mkdir(runDir, { recursive: true });
  await writeJson(join(runDir, 'run.json'), run);
}

/** @throws {Fault} */
export async function readRun(runDir: string): Promise<Run> {
  const file = join(runDir, 'run.json');
  if (!existsSync(file)) throw notARun(runDir);

  return readJson(file, runSchema);
}

/**
 * A run that has ended. A run that is still running or was killed has no final and sealed result.
 * @throws {Fault}
 */
export async function readEndedRun(runDir: string): Promise<Run> {
  const run = await readRun(runDir);
  invariant(
    run.finishedAt !== null && run.gate !== null,
    `the run ${run.id} in ${runDir} has not ended: it is still running or was killed`,
    'wait until the run has ended; if the run was killed, start a new one',
  );

  return run;
}

/** Writes `plan.json` into a run's folder, and creates the folder. */
export async function writePlan(runDir: string, plan: Plan): Promise<void> {
  await mkdir(runDir, { recursive: true });
  await writeJson(join(runDir, 'plan.json'), plan);
}

/** @throws {Fault} */
export async function readPlan(runDir: string): Promise<Plan> {
  return readJson(join(runDir, 'plan.json'), planSchema);
}

import { readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeRunFolder } from '../harness/runner/testing/run-folder.ts';
import { DEFAULT_BUDGET } from '../harness/detect/index.ts';
import { readCaseEvidence } from '../harness/evidence/folders.ts';
import { counted } from '../harness/model/counted.ts';
import type { CaseEvidence } from '../harness/model/evidence.ts';
import { readTables } from '../harness/runner/tables.ts';
import { decide } from '../harness/verdict/index.ts';

// `npm run bench:decide [RUN...]`: the time of `decide()` for 1,000 cases: those of the named runs, repeated, or else the
// recorded cases of the tests. Each is read from its folder again, so that no judgement can reuse the work of an earlier one.
const CASES = 1000;
const { policy } = await readTables(DEFAULT_BUDGET);
const runs = process.argv.slice(2);
const ownRun = runs.length === 0 ? await writeRunFolder('0'.repeat(64)) : undefined;
const folders = await foldersOf(ownRun ? [ownRun.dir] : runs);
if (folders.length === 0) throw new Error(`no recorded case was found in ${runs.join(', ')}`);

let ms = 0;
let cpuMs = 0;
let exchanges = 0;
let bytes = 0;
const verdicts = new Map<string, number>();
for (let index = 0; index < CASES; index++) {
  const evidence = await readCaseEvidence(folders[index % folders.length] ?? '');
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const { verdict } = decide(evidence, policy);
  ms += performance.now() - startedAt;
  cpuMs += process.cpuUsage(cpuBefore).user / 1000;
  exchanges += evidence.exchanges.length;
  bytes += sizeOfBodies(evidence);
  verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
}
if (ownRun) await rm(ownRun.dir, { recursive: true });

const verdictCounts = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
console.log(
  `decide() over ${CASES} recorded cases (${counted(folders.length, 'folder')}, ${counted(exchanges, 'exchange')}, ${(bytes / 1024).toFixed(0)} KiB of bodies; ${verdictCounts}): ` +
    `${(ms / 1000).toFixed(1)} s, cases per second: ${(CASES / (ms / 1000)).toFixed(0)} (${(cpuMs / 1000).toFixed(1)} s of processor time)`,
);

async function foldersOf(runs: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const run of runs) {
    const cases = join(run, 'cases');
    for (const name of await readdir(cases))
      if (existsSync(join(cases, name, 'case.json'))) found.push(join(cases, name));
  }

  return found;
}

function sizeOfBodies(evidence: CaseEvidence): number {
  return evidence.exchanges.reduce((sum, { body }) => sum + body.length, 0);
}

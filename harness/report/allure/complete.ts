import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '../../model/printable.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { RunCase } from '../../model/run.ts';
import { messageOf } from '../message.ts';
import type { CaseSummary, RunSummary } from '../summary/summary.ts';
import { attachEvidence } from './attachments.ts';
import { CATEGORIES, STATUSES } from './categories.ts';
import { environmentOf } from './environment.ts';
import { executorOf } from './executor.ts';
import { labelsOf, parametersOf } from './labels.ts';
import { type AllureResult, allureResultSchema } from './result.ts';
import { stepsOf } from './steps.ts';

/**
 * Completes the WebdriverIO reporter's results from the case files. Only a case that fails the gate is red: a new leak has the
 * status failed, an undecided case the status broken; a known leak has passed, with the tag `known-leak`. A case whose worker
 * died has no result from the reporter and gets one here.
 */
export async function completeAllureResults(
  runDir: string,
  summary: RunSummary,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const folder = join(runDir, 'allure-results');
  await mkdir(folder, { recursive: true });
  const results = await resultsByCase(folder);
  for (const each of summary.cases) {
    const result = results.get(each.row.id) ?? emptyResult(each.row);
    await writeFile(
      join(folder, `${result.uuid}-result.json`),
      JSON.stringify(await completedResult(result, each, summary, { runDir, folder })),
    );
  }
  await writeFile(join(folder, 'environment.properties'), environmentOf(summary));
  await writeFile(join(folder, 'categories.json'), JSON.stringify(CATEGORIES, null, 2));
  const executor = executorOf(summary.run, env);
  if (executor) await writeFile(join(folder, 'executor.json'), JSON.stringify(executor, null, 2));
}

async function completedResult(
  result: AllureResult,
  each: CaseSummary,
  { run, warnings }: RunSummary,
  folders: { runDir: string; folder: string },
): Promise<AllureResult> {
  const { row, mode, record, outcome } = each;
  const handset = row.handset === null ? undefined : run.handsets[row.handset];
  const identity = createHash('md5')
    .update(`${nameOfRelease(row.release)}~${row.release.sha256}/${row.scenario}/${mode}`)
    .digest('hex');

  return {
    ...result,
    name: printable(`${row.scenario}, ${mode}${each.simulated ? ' (simulated)' : ''}`),
    fullName: row.id,
    // Both ids contain the release, so that the same case of the same release is the same test in every run. Allure treats
    // results with the same `testCaseId` and parameters as retries of one test, and shows only one of them.
    historyId: identity,
    testCaseId: identity,
    status: STATUSES[outcome],
    stage: 'finished',
    start: record ? Date.parse(record.startedAt) : result.start,
    stop: record ? Date.parse(record.finishedAt) : result.stop,
    description: undefined,
    statusDetails: {
      message: [...warnings.slice(0, 1), messageOf(each)].join('\n'),
      known: outcome === 'known-leak',
    },
    labels: labelsOf(each, handset),
    parameters: parametersOf(each, handset),
    steps: record ? await stepsOf(folders.runDir, row, record) : [],
    attachments: record ? await attachEvidence({ ...folders, row, record }) : [],
  };
}

/**
 * The reporter's results by case. If a case has two results, because a worker wrote its own after the substitute for it, the
 * second one is deleted.
 */
async function resultsByCase(folder: string): Promise<Map<string, AllureResult>> {
  const results = new Map<string, AllureResult>();
  for (const file of await readdir(folder)) {
    if (file.endsWith('-container.json')) await rm(join(folder, file));
    if (!file.endsWith('-result.json')) continue;
    const result = allureResultSchema.parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
    const id = result.labels.find((label) => label.name === 'case')?.value;
    if (id === undefined) continue;
    if (results.has(id)) await rm(join(folder, file));
    else results.set(id, result);
  }

  return results;
}

function emptyResult(row: RunCase): AllureResult {
  return { uuid: randomUUID(), name: row.id, labels: [], attachments: [], parameters: [], steps: [] };
}

import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseRecord } from '../../model/case.ts';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Run, RunCase } from '../../model/run.ts';
import type { Verdict } from '../../model/verdict.ts';
import { messageOf } from '../message.ts';
import type { RecordOf } from '../case-records.ts';
import { attachEvidence } from './attachments.ts';
import { type AllureResult, allureResultSchema } from './result.ts';
import { stepsOf } from './steps.ts';

/**
 * Completes the WebdriverIO reporter's results from the case files. A case that leaks has the status failed, an undecided
 * case the status broken. A case whose worker died has no result from the reporter and gets one here.
 */
export async function completeAllureResults(
  runDir: string,
  run: Run,
  recordOf: RecordOf,
  digest: string,
): Promise<void> {
  const folder = join(runDir, 'allure-results');
  await mkdir(folder, { recursive: true });
  const results = await resultsByCase(folder);
  for (const row of run.cases) {
    const result = results.get(row.id) ?? emptyResult(row);
    await writeFile(
      join(folder, `${result.uuid}-result.json`),
      JSON.stringify(await completedResult(result, row, run, recordOf(row.id), { runDir, folder })),
    );
  }
  await writeFile(join(folder, 'environment.properties'), environmentOf(run, digest));
  await writeFile(join(folder, 'categories.json'), JSON.stringify(CATEGORIES, null, 2));
}

const STATUS = { leaks: 'failed', suspect: 'broken', inconclusive: 'broken', clean: 'passed' } as const;

const CATEGORIES = [
  { name: 'History leaves the phone', matchedStatuses: ['failed'] },
  { name: 'Undecided', matchedStatuses: ['broken'] },
];

async function completedResult(
  result: AllureResult,
  row: RunCase,
  run: Run,
  record: CaseRecord | undefined,
  folders: { runDir: string; folder: string },
): Promise<AllureResult> {
  const verdict = row.verdict ?? 'inconclusive';
  const handset = row.handset === null ? undefined : run.handsets[row.handset];
  const mode = nameOfMode(row.mode);
  const message = messageOf(row, record);
  const identity = createHash('md5')
    .update(`${nameOfRelease(row.release)}~${row.release.sha256}/${row.scenario}/${mode}`)
    .digest('hex');
  const name = `${row.scenario}, ${mode}${handset?.simulated ? ' (simulated)' : ''}`;

  return {
    ...result,
    name,
    fullName: row.id,
    // Both ids contain the release, so that the same case of the same release is the same test in every run. Allure treats
    // results with the same `testCaseId` and parameters as retries of one test, and shows only one of them.
    historyId: identity,
    testCaseId: identity,
    status: STATUS[verdict],
    stage: 'finished',
    start: record ? Date.parse(record.startedAt) : result.start,
    stop: record ? Date.parse(record.finishedAt) : result.stop,
    description: undefined,
    statusDetails: { message, known: verdict !== 'clean' && row.expected.includes(verdict) },
    labels: labelsOf(row, verdict, handset),
    parameters: parametersOf(row, verdict, handset),
    steps: record ? await stepsOf(folders.runDir, row, record) : [],
    attachments: record ? await attachEvidence({ ...folders, row, record }) : [],
  };
}

type Handset = Run['handsets'][number];

function labelsOf(row: RunCase, verdict: Verdict, handset: Handset | undefined): AllureResult['labels'] {
  const [release, mode] = [nameOfRelease(row.release), nameOfMode(row.mode)];

  return [
    { name: 'parentSuite', value: row.release.family },
    { name: 'suite', value: release },
    { name: 'subSuite', value: row.scenario },
    { name: 'epic', value: row.release.family },
    { name: 'feature', value: release },
    { name: 'story', value: `${row.scenario}, ${mode}` },
    { name: 'framework', value: 'webdriverio' },
    { name: 'language', value: 'typescript' },
    { name: 'case', value: row.id },
    { name: 'family', value: row.release.family },
    { name: 'release', value: release },
    { name: 'scenario', value: row.scenario },
    { name: 'mode', value: mode },
    { name: 'verdict', value: verdict },
    { name: 'host', value: handset?.serial ?? 'none' },
    { name: 'tag', value: verdict },
    ...(handset?.simulated ? [{ name: 'tag', value: 'simulated' }] : []),
  ];
}

function parametersOf(
  row: RunCase,
  verdict: Verdict,
  handset: Handset | undefined,
): AllureResult['parameters'] {
  return [
    { name: 'verdict', value: verdict },
    { name: 'expected', value: row.expected.join(' or ') },
    {
      name: 'handset',
      value: handset ? `${nameOfHandset(handset)}, Android ${handset.android}` : 'none',
    },
    ...(row.mode.switch
      ? [
          {
            name: 'statistics switch',
            value: `${row.mode.switch.label}: ${row.mode.switch.checked ? 'on' : 'off'}`,
          },
        ]
      : []),
  ];
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

/** The model of a handset, with `simulated` in the name of a simulated one. */
function nameOfHandset({ simulated, model }: Handset): string {
  return simulated && !/simulated/i.test(model) ? `simulated ${model}` : model;
}

function environmentOf(run: Run, digest: string): string {
  const handsets = run.handsets.map(
    (handset) =>
      `${nameOfHandset(handset)}, Android ${handset.android} (${handset.serial}), ${handset.interception}, clock x${handset.speed}`,
  );
  const rows: [string, string][] = [
    ['Run', run.id],
    ['Run.digest', `sha256:${digest}`],
    ['Rules', run.rules],
    ['Leakgate', run.tool.version],
    ['Appium', run.tool.appium],
    ['UiAutomator2.driver', run.tool.driver],
    ['mockttp', run.tool.mockttp],
    ['Node', run.tool.node],
    ...(run.tool.chromium ? ([['Stand-in.engine', run.tool.chromium]] as [string, string][]) : []),
    ...handsets.map((handset, at): [string, string] => [`Handset.${at}`, handset]),
  ];

  return `${rows.map(([key, value]) => `${key}=${value.replaceAll('\\', '\\\\')}`).join('\n')}\n`;
}

import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { readRun } from '../../evidence/folders.ts';
import type { ExitCode } from '../../model/exit.ts';
import { invariant, reasonOf } from '../../model/fault.ts';
import { printable } from '../../model/printable.ts';
import { headlineOf } from '../../report/nights/index.ts';
import { resultLines } from '../../report/present.ts';
import { readSummary } from '../../report/summary/read.ts';
import { parseHandsets } from '../../runner/handset-choice.ts';
import { projectRoot } from '../../runner/project.ts';
import { readExpectationsFile } from '../../runner/tables.ts';
import { redactRun } from '../redact.ts';
import { childRun, lastLinesOf } from './child-run.ts';
import { checkedName, foldersOf, listOf, type NightFolders, type NightOptions, print } from './folders.ts';
import { withoutOwnNames } from './own-names.ts';
import { BUNDLE, type NightResult, writeResult } from './result.ts';

export interface NightRunOptions extends NightOptions {
  name?: string;
  releases?: string;
  scenarios?: string;
  modes?: string;
  handsets?: string;
  speed?: number;
  expectations?: string;
}

/**
 * `leakgate night run`: runs the suite and makes a redacted bundle of it. Keeps the exit code of the run for `leakgate night gate`
 * and does not fail because of it, so that the results of a red night are published too.
 */
export async function runOfNight(options: NightRunOptions): Promise<ExitCode> {
  const folders = foldersOf(options);
  const name = checkedName(options.name ?? 'run');
  const folder = join(folders.results, name);
  invariant(
    !existsSync(folder),
    `${folder} has the result of another run`,
    'name the run with --name, or remove the folder',
  );
  const handsets = listOf(options.handsets);
  if (handsets.length > 0) parseHandsets(handsets);
  if (options.expectations) await readExpectationsFile(resolve(options.expectations));
  await mkdir(folder, { recursive: true });
  await mkdir(folders.private, { recursive: true });
  const runDir = join(projectRoot, 'reports', `night-${name}-${Date.now().toString(36)}`);
  const logFile = join(folders.private, `${name}.log`);
  print(`the run ${name} begins; its output is in ${here(logFile)}`);
  const args = await argumentsOf(options, { folders, name, runDir });
  const exitCode = await childRun(args, runDir, logFile);
  const bundle = await bundleOf(runDir, join(folder, BUNDLE), { handsets, logFile });
  await writeResult(folder, { schema: 'leakgate/night-result@1', name, exitCode, ...bundle });
  const headline = await showBundle(join(folder, BUNDLE), bundle);
  print(`the run ${name} ended with exit code ${exitCode}, which leakgate night gate gives to the night`);
  await writeOutputs({ 'exit-code': String(exitCode), run: runDir, pages: folders.pages, verdict: headline });

  return 0;
}

async function argumentsOf(
  options: NightRunOptions,
  { folders, name, runDir }: { folders: NightFolders; name: string; runDir: string },
): Promise<string[]> {
  const repeated = (option: string, list: string | undefined) =>
    listOf(list).flatMap((value) => [option, value]);

  return [
    ...repeated('--release', options.releases),
    ...repeated('--scenario', options.scenarios),
    ...repeated('--mode', options.modes),
    ...repeated('--handset', options.handsets),
    ...(options.speed === undefined ? [] : ['--speed', String(options.speed)]),
    ...(options.expectations ? ['--expectations', resolve(options.expectations)] : []),
    '--history',
    await copyOfHistory(folders, name),
    '--out',
    runDir,
  ];
}

/** Characters of the reason why nothing is published. */
const LONGEST = 2000;

/** A run adds itself to its history before it is redacted, so that it gets a copy. The published one gets the redacted run. */
async function copyOfHistory(folders: NightFolders, name: string): Promise<string> {
  const copy = join(folders.private, name, 'history.json');
  await mkdir(dirname(copy), { recursive: true });
  if (existsSync(folders.history)) await cp(folders.history, copy);

  return copy;
}

/** Redacts a run. A run that cannot be redacted is not published. */
async function bundleOf(
  runDir: string,
  out: string,
  { handsets, logFile }: { handsets: readonly string[]; logFile: string },
): Promise<Pick<NightResult, 'run' | 'noBundle'>> {
  if (!existsSync(join(runDir, 'run.json'))) {
    const lines = withoutOwnNames(await lastLinesOf(logFile), handsets).split('\n');

    return {
      run: null,
      noBundle: `the run did not begin: ${lines.map((line) => line.trim()).join(' ')}`.slice(0, LONGEST),
    };
  }
  try {
    const run = await readRun(runDir);
    await redactRun(runDir, { out, withScreens: false });

    return { run: run.id, noBundle: null };
  } catch (error) {
    // The night goes on without the pages of this run, and its gate names the reason.
    return { run: null, noBundle: withoutOwnNames(reasonOf(error), [...handsets, runDir]).slice(0, LONGEST) };
  }
}

/** Prints the result of the redacted run. @returns its headline */
async function showBundle(bundle: string, { noBundle }: Pick<NightResult, 'noBundle'>): Promise<string> {
  if (noBundle !== null) {
    print(`nothing of this run will be published: ${noBundle}`);

    return 'no verdict';
  }
  const summary = await readSummary(bundle, await readRun(bundle));
  print(resultLines(summary).join('\n'));

  return printable(headlineOf(summary));
}

/** In GitHub Actions: the outputs of the step. */
async function writeOutputs(
  outputs: Readonly<Record<string, string>>,
  { GITHUB_OUTPUT: file }: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (!file) return;
  await appendFile(
    file,
    Object.entries(outputs)
      .map(([name, value]) => `${name}=${value.replaceAll(/[\r\n]/g, ' ')}\n`)
      .join(''),
  );
}

function here(path: string): string {
  return relative(process.cwd(), path) || '.';
}

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RecordedBlock, Stage } from '../dependence/index.ts';
import { readRecording } from '../evidence/recording.ts';
import { Fault, invariant, reasonOf } from '../model/fault.ts';
import { isHarName } from './scan-folder.ts';

/** The folder of a second stage. It is no page. */
const CONFIRM = 'confirm';

/** The recordings of an experiment. */
export interface RecordedExperiment {
  explore: Stage;
  confirm: Stage | undefined;
  /** Number of entries, in all files. */
  entries: number;
  /** What of the recordings is missing, so that something that follows the page may have been overlooked. */
  missing: readonly string[];
}

interface BlockFile {
  arm: number;
  file: string;
}

/**
 * Reads an experiment: each folder in `dir` is a page, each HAR in it a block, and names of files sort in the order of recording.
 * @throws {Fault} for a folder that is no experiment, and for a HAR that cannot be read
 */
export async function readExperiment(dir: string): Promise<RecordedExperiment> {
  const explore = await readStage(dir);
  const hasConfirm = (await foldersIn(dir)).includes(CONFIRM);
  const confirm = hasConfirm ? await readStage(join(dir, CONFIRM)) : undefined;
  invariant(
    !confirm || confirm.stage.arms.join() === explore.stage.arms.join(),
    `${join(dir, CONFIRM)} has the pages ${confirm?.stage.arms.join(', ')}, and ${dir} has ${explore.stage.arms.join(', ')}`,
    'give the folders of both stages the same names',
  );

  return {
    explore: explore.stage,
    confirm: confirm?.stage,
    entries: explore.entries + (confirm?.entries ?? 0),
    missing: [...explore.missing, ...(confirm?.missing ?? [])],
  };
}

async function readStage(dir: string): Promise<{ stage: Stage; entries: number; missing: string[] }> {
  const arms = (await foldersIn(dir)).filter((name) => name !== CONFIRM).sort();
  invariant(
    arms.length > 1,
    `${dir} is not an experiment: it has ${arms.length === 0 ? 'no folder' : `one folder, ${arms.join('')}`}`,
    'make a folder for each page, with one HAR for each block',
  );
  const files = (await Promise.all(arms.map((name, arm) => blockFilesIn(join(dir, name), arm)))).flat();
  const missing: string[] = [];
  const read: { name: string; block: RecordedBlock }[] = [];
  let entries = 0;
  for (const { arm, file } of files) {
    const block = await readBlock(file, arm, missing);
    entries += block.entries;
    read.push({ name: basename(file), block });
  }
  /** Pages may use the same names; then the times of the recordings decide. */
  const blocks = read
    .toSorted(
      (one, other) => compare(one.name, other.name) || compare(timeOf(one.block), timeOf(other.block)),
    )
    .map(({ block }) => block);

  return { stage: { arms, blocks }, entries, missing };
}

async function foldersIn(dir: string): Promise<string[]> {
  try {
    const found = await readdir(dir, { withFileTypes: true });

    return found.filter((each) => each.isDirectory()).map(({ name }) => name);
  } catch (error) {
    throw new Fault(`cannot read ${dir}: ${reasonOf(error)}`, {
      cause: error,
      fix: 'name the folder of an experiment',
    });
  }
}

async function blockFilesIn(folder: string, arm: number): Promise<BlockFile[]> {
  const names = (await readdir(folder)).filter(isHarName);
  invariant(
    names.length > 0,
    `${folder} has no HAR`,
    'put one HAR for each block into the folder of its page',
  );

  return names.map((name) => ({ arm, file: join(folder, name) }));
}

function timeOf({ exchanges }: RecordedBlock): string {
  return exchanges[0]?.at ?? '';
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

async function readBlock(
  file: string,
  arm: number,
  missing: string[],
): Promise<RecordedBlock & { entries: number }> {
  const exchanges: RecordedBlock['exchanges'][number][] = [];
  const names: RecordedBlock['names'][number][] = [];
  let entries = 0;
  for await (const { exchange, unsent, problems } of readRecording(file, 0)) {
    entries++;
    if (problems.length > 0) missing.push(`${file}: ${problems[0]}`);
    if (unsent?.lookedUp) names.push({ kind: 'dns', name: unsent.lookedUp });
    if (!exchange) continue;
    exchanges.push(exchange);
    if (exchange.method.toUpperCase() === 'CONNECT') names.push({ kind: 'sni', name: exchange.host });
    for (const { part, why } of exchange.lost ?? [])
      missing.push(`${file}: entry ${exchange.index}: ${part}: ${why}`);
  }

  return { arm, exchanges, names, entries };
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { Fault, reasonOf } from '../model/fault.ts';
import { digestsOf } from './digest.ts';

/** The list of all files of a run with their SHA-256, in the format of `sha256sum -c`. */
export const SEAL = 'SHA256SUMS';

/** Logs and process files, which programs write until the very end: not evidence. */
const BYPRODUCT = /^(?:logs\/|workers\/|progress\.ndjson$|processes\.json$)/;

/** Writes the SHA-256 of every file in a run's folder. For files of the evidence, `run.json` has them too. */
export async function sealRun(runDir: string): Promise<void> {
  await writeSeal(runDir, await digestsOf(runDir, [SEAL]));
}

/**
 * Writes new digests for files in some folders, such as new reports, and keeps all others. A name may also be that of a file. Does
 * nothing without a seal.
 * @throws {Fault} for a seal that cannot be read; it stays unchanged
 */
export async function resealFolders(runDir: string, folders: readonly string[]): Promise<void> {
  const seal = await readSeal(runDir);
  if (!seal) return;
  const isInFolders = (path: string) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const kept = Object.entries(seal.digests).filter(([path]) => !isInFolders(path));
  const remade = Object.entries(await digestsOf(runDir, [SEAL])).filter(([path]) => isInFolders(path));
  await writeSeal(runDir, Object.fromEntries([...kept, ...remade]));
}

/**
 * Differences from the seal, one sentence each with the file's name. `byproducts` are logs and process files, not
 * evidence.
 */
export async function findBrokenSeal(
  runDir: string,
): Promise<{ complaints: Map<string, string>; byproducts: Map<string, string> }> {
  const complaints = new Map<string, string>();
  const byproducts = new Map<string, string>();
  const seal = await readSeal(runDir);
  if (!seal)
    return {
      complaints: new Map([
        [SEAL, `${SEAL} is missing: the file was deleted, or the run was killed before the file was written`],
      ]),
      byproducts,
    };
  if (seal.malformed > 0)
    complaints.set(SEAL, `${SEAL} was changed: line ${seal.malformed} is not a SHA-256 followed by a path`);
  const present = await digestsOf(runDir, [SEAL]);
  for (const path of new Set([...Object.keys(seal.digests), ...Object.keys(present)])) {
    const complaint = complaintOf(path, seal.digests[path], present[path], SEAL);
    if (complaint) (BYPRODUCT.test(path) ? byproducts : complaints).set(path, complaint);
  }

  return { complaints, byproducts };
}

/** The difference between a file's recorded and actual digest; undefined where they agree. */
export function complaintOf(
  path: string,
  recorded: string | undefined,
  actual: string | undefined,
  listFile: string,
): string | undefined {
  if (recorded === actual) return undefined;
  if (actual === undefined) return `${path} is missing`;
  if (recorded === undefined) return `${path} was added: ${listFile} does not list it`;

  return `${path} was changed: its SHA-256 is ${actual}, but ${listFile} lists ${recorded}`;
}

async function writeSeal(runDir: string, digests: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.keys(digests)
    .sort()
    .map((path) => `${digests[path] ?? ''}  ${path}\n`);
  await writeFileAtomic(join(runDir, SEAL), lines.join(''));
}

/**
 * `malformed`: the first line, counted from 1, that is not a digest and path, or is out of order; 0 where there is
 * none. Undefined without a seal.
 * @throws {Fault} for a seal that exists and cannot be read
 */
async function readSeal(
  runDir: string,
): Promise<{ digests: Record<string, string>; malformed: number } | undefined> {
  const text = await readFile(join(runDir, SEAL), 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined; // `findBrokenSeal` reports the missing file.
    throw new Fault(`cannot read ${join(runDir, SEAL)}: ${reasonOf(error)}`, { cause: error });
  });
  if (text === undefined) return undefined;
  const digests: Record<string, string> = {};
  let malformed = text.endsWith('\n') ? 0 : text.split('\n').length;
  let previousPath = '';
  for (const [at, line] of text.split('\n').slice(0, -1).entries()) {
    const [, sha256, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (sha256 === undefined || path === undefined || path <= previousPath) malformed ||= at + 1;
    else digests[(previousPath = path)] = sha256;
  }

  return { digests, malformed };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

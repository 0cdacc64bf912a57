import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { digestsOf } from './digest.ts';

/** The list of all files of a run with their SHA-256, as `sha256sum -c` reads it. */
export const SEAL = 'SHA256SUMS';

/** What programs said while they ran, and what kept track of them: written to the very end, and no evidence. */
const BYPRODUCT = /^(?:logs\/|workers\/|progress\.ndjson$|processes\.json$)/;

/** Writes down the SHA-256 of every file in a run's folder. What it says of the run's own files `run.json` says too. */
export async function sealRun(runDir: string): Promise<void> {
  await writeSeal(runDir, await digestsOf(runDir, [SEAL]));
}

/** Does so anew for files of some folders alone, such as reports that were made again; of the rest it says what it said. */
export async function resealFolders(runDir: string, folders: readonly string[]): Promise<void> {
  const known = await readSeal(runDir);
  if (!known) return;
  const isMadeAgain = (path: string) => folders.some((folder) => path.startsWith(`${folder}/`));
  const kept = Object.entries(known.digests).filter(([path]) => !isMadeAgain(path));
  const made = Object.entries(await digestsOf(runDir, [SEAL])).filter(([path]) => isMadeAgain(path));
  await writeSeal(runDir, Object.fromEntries([...kept, ...made]));
}

/** What is not as the seal says: a sentence each, naming the file. `byproducts` are logs and the like, no evidence. */
export async function findBrokenSeal(
  runDir: string,
): Promise<{ complaints: Map<string, string>; byproducts: Map<string, string> }> {
  const complaints = new Map<string, string>();
  const byproducts = new Map<string, string>();
  const seal = await readSeal(runDir);
  if (!seal)
    return {
      complaints: new Map([
        [SEAL, `${SEAL} is missing: it was taken away, or the run was ended before it was written`],
      ]),
      byproducts,
    };
  if (seal.malformed > 0)
    complaints.set(SEAL, `${SEAL} was changed: line ${seal.malformed} is none of its own`);
  const present = await digestsOf(runDir, [SEAL]);
  for (const path of new Set([...Object.keys(seal.digests), ...Object.keys(present)])) {
    const complaint = complaintOf(path, seal.digests[path], present[path], SEAL);
    if (complaint) (BYPRODUCT.test(path) ? byproducts : complaints).set(path, complaint);
  }

  return { complaints, byproducts };
}

/** What is wrong with a file, by the digest that was written down and the one it has; undefined where nothing is. */
export function complaintOf(
  path: string,
  recorded: string | undefined,
  now: string | undefined,
  by: string,
): string | undefined {
  if (recorded === now) return undefined;
  if (now === undefined) return `${path} is missing`;
  if (recorded === undefined) return `${path} was added: ${by} does not name it`;

  return `${path} was changed: SHA-256 ${now}, ${by} says ${recorded}`;
}

async function writeSeal(runDir: string, digests: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.keys(digests)
    .sort()
    .map((path) => `${digests[path] ?? ''}  ${path}\n`);
  await writeFileAtomic(join(runDir, SEAL), lines.join(''));
}

/** `malformed`: the first line that is no digest and path, or stands out of order, counted from 1; 0 where there is none. */
async function readSeal(
  runDir: string,
): Promise<{ digests: Record<string, string>; malformed: number } | undefined> {
  const text = await readFile(join(runDir, SEAL), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined; // Whoever asked says that it is missing.
  const digests: Record<string, string> = {};
  let malformed = text.endsWith('\n') ? 0 : text.split('\n').length;
  let before = '';
  for (const [at, line] of text.split('\n').slice(0, -1).entries()) {
    const [, sha256, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (sha256 === undefined || path === undefined || path <= before) malformed ||= at + 1;
    else digests[(before = path)] = sha256;
  }

  return { digests, malformed };
}

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { NameLookup } from '../detect/index.ts';
import { readJson } from '../evidence/json-file.ts';
import type { JudgedExchange } from '../model/evidence.ts';
import { Fault, reasonOf } from '../model/fault.ts';
import { visibilitySchema } from '../model/visibility.ts';
import { namesWithoutExchange } from '../verdict/index.ts';

/** A recording to scan: a HAR, and `visibility.json` if the HAR belongs to a case. */
export interface ScanSource {
  har: string;
  /** `visibility.json` of the case that the HAR belongs to. */
  visibility?: string;
}

/** A requested host name. Names without an exchange get their index when all exchanges are known. */
export type ConnectionName = Omit<NameLookup, 'index'> & { index?: number };

/** The names of HAR files in a folder: plain or compressed, `.zhar` by mitmproxy. */
const HAR_NAME = /\.(har|zhar|har\.(gz|zst|zstd))$/i;

/**
 * The sources that the command line named: a HAR; a case's folder; or all HARs in a folder and the folders in it, in the
 * order of their names.
 * @throws {Fault} for a folder without HARs
 */
export async function findSources(path: string): Promise<ScanSource[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false, // Reading the file reports the error.
  );
  if (!isFolder) return [await sourceOf(path)];
  const ofCase = await sourceOf(join(path, 'traffic.har'));
  if (ofCase.visibility !== undefined) return [ofCase];
  const found = await harsIn(path);
  if (found.length === 0)
    throw new Fault(`${path} has no file named *.har, *.har.gz, *.har.zst or *.zhar`, {
      fix: 'name the HAR file itself, if it has another name',
    });

  return Promise.all(found.map(sourceOf));
}

async function sourceOf(har: string): Promise<ScanSource> {
  const visibility = join(dirname(har), 'visibility.json');
  const isOfCase =
    basename(har) === 'traffic.har' &&
    (await stat(visibility).then(
      (found) => found.isFile(),
      () => false, // Another HAR with the name traffic.har.
    ));

  return { har, ...(isOfCase && { visibility }) };
}

/** HARs in a folder and the folders in it. Links to folders are not followed, because they can lead in circles. */
async function harsIn(folder: string): Promise<string[]> {
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });

    return found
      .filter((each) => !each.isDirectory() && HAR_NAME.test(each.name))
      .map((each) => join(each.parentPath, each.name))
      .sort();
  } catch (error) {
    throw new Fault(`cannot read ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The host name for which a tunnel was opened. */
export function tunnelOf({ method, host, index }: JudgedExchange): ConnectionName | undefined {
  return method.toUpperCase() === 'CONNECT' && host !== '' ? { kind: 'sni', name: host, index } : undefined;
}

/** Names that a case's recorder saw without an exchange. @throws {Fault} where `visibility.json` is broken */
export async function readRecordedNames(
  { visibility }: ScanSource,
  exchanges: readonly Pick<JudgedExchange, 'host' | 'index'>[],
): Promise<ConnectionName[]> {
  if (visibility === undefined) return [];
  const seen = { exchanges, visibility: await readJson(visibility, visibilitySchema) };

  return namesWithoutExchange(seen).map(({ kind, name }) => ({ kind, name }));
}

import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { NameLookup } from '../detect/index.ts';
import { readJson } from '../evidence/json-file.ts';
import type { JudgedExchange } from '../model/evidence.ts';
import { Fault } from '../model/fault.ts';
import { visibilitySchema } from '../model/visibility.ts';
import type { UnreadFile } from '../model/scan.ts';
import { namesWithoutExchange } from '../verdict/index.ts';
import { findRecordings } from './scan-folder.ts';

/** A recording to scan: a HAR, and `visibility.json` if the HAR belongs to a case. */
export interface ScanSource {
  har: string;
  /** `visibility.json` of the case that the HAR belongs to. */
  visibility?: string;
}

/** A requested host name. Names without an exchange get their index when all exchanges are known. */
export type ConnectionName = Omit<NameLookup, 'index'> & { index?: number };

/** What the command line named: sources, and files of a folder that look like recordings but are not read. */
export interface FoundSources {
  sources: readonly ScanSource[];
  unread: readonly UnreadFile[];
}

/**
 * The sources that the command line named: a HAR; a case's folder; or all HARs in a folder and the folders in it, in the
 * order of their names.
 * @throws {Fault} for a folder without HARs
 */
export async function findSources(path: string): Promise<FoundSources> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false, // Reading the file reports the error.
  );
  if (!isFolder) return { sources: [await sourceOf(path)], unread: [] };
  const ofCase = await sourceOf(join(path, 'traffic.har'));
  if (ofCase.visibility !== undefined) return { sources: [ofCase], unread: [] };
  const { hars, unread } = await findRecordings(path);
  if (hars.length > 0) return { sources: await Promise.all(hars.map(sourceOf)), unread };
  const others = unread.map(({ file, why }) => `; ${file} is not read: ${why}`);
  throw new Fault(`${path} has no file named *.har, *.har.gz, *.har.zst or *.zhar${others.join('')}`, {
    fix: 'name the HAR file itself, if it has another name; unpack archives',
  });
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

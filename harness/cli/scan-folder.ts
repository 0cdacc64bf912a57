import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Fault, reasonOf } from '../model/fault.ts';
import type { UnreadFile } from '../model/scan.ts';
import { kindOfFile } from '../evidence/file-kind.ts';

/** The recordings in a folder: HARs, in the order of their names, and files that may be recordings but are not read. */
export interface FoundRecordings {
  hars: readonly string[];
  unread: readonly UnreadFile[];
}

/** The names of HAR files: plain or compressed, `.zhar` by mitmproxy. */
const HAR_NAME = /\.(har|zhar|har\.(gz|zst|zstd))$/i;
/** Whether a file has the name of a HAR. */
export function isHarName(name: string): boolean {
  return HAR_NAME.test(name);
}

/** In the folder of a run or of a case. All traffic there has names of HAR files; reports can contain archives. */
const EVIDENCE = new Set(['run.json', 'case.json', 'visibility.json']);

/**
 * Searches a folder and the folders in it. A file with another name than a HAR is judged by its first bytes. Links to folders
 * are not followed, because they can lead in circles.
 * @throws {Fault} where the folder or a file cannot be read
 */
export async function findRecordings(folder: string): Promise<FoundRecordings> {
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    const evidence = new Set(found.filter(({ name }) => EVIDENCE.has(name)).map((each) => each.parentPath));
    const hars: string[] = [];
    const unread: UnreadFile[] = [];
    for (const each of found) {
      const file = join(each.parentPath, each.name);
      const kind = await kindOf(each, file, folder, evidence);
      if (kind === 'har') hars.push(file);
      else if (kind) unread.push({ file, why: kind.unread });
    }

    return { hars: hars.sort(), unread: unread.sort((one, other) => (one.file < other.file ? -1 : 1)) };
  } catch (error) {
    throw new Fault(`cannot read ${folder}: ${reasonOf(error)}`, { cause: error });
  }
}

async function kindOf(entry: Dirent, file: string, folder: string, evidence: ReadonlySet<string>) {
  if (entry.isDirectory()) return undefined;
  const isLink = entry.isSymbolicLink();
  const target = isLink ? await stat(file).catch(() => undefined) : undefined; // A link to nothing.
  if (target?.isDirectory())
    return (await isInside(folder, file))
      ? undefined
      : { unread: 'a link to a folder, which is not followed' };
  if (isHarName(entry.name)) return 'har';
  if (!(isLink ? target?.isFile() : entry.isFile()) || isBelow(evidence, file, folder)) return undefined;

  return kindOfFile(file);
}

/** Whether a link leads to a folder that is searched anyway. */
async function isInside(folder: string, link: string): Promise<boolean> {
  return `${await realpath(link)}${sep}`.startsWith(`${await realpath(folder)}${sep}`);
}

/** Whether one of some folders contains a file, at any depth below the searched folder. */
function isBelow(folders: ReadonlySet<string>, file: string, searched: string): boolean {
  for (let at = dirname(file); at.length >= searched.length; at = dirname(at)) {
    if (folders.has(at)) return true;
    if (at === dirname(at)) break;
  }

  return false;
}

import { readdir } from 'node:fs/promises';
import { extname, join, relative, resolve, sep } from 'node:path';
import { Fault } from '../model/fault.ts';
import { type Catalog, nameOfRelease } from '../model/release.ts';
import { type AddedRelease, apkReader } from './add.ts';
import { loadCatalog, withRelease } from './catalog.ts';

export interface RefusedApk {
  /** Relative to the project's root. */
  file: string;
  why: string;
  fix: string;
}

const REPLACE = 'replace it by the APK as the vendor signed it, or move it out of apks/';

export interface NewApks {
  added: AddedRelease[];
  refused: RefusedApk[];
  /** Copies of catalogued APKs; they are not new. */
  copies: { file: string; of: string }[];
  /** The catalogue with the new releases; not written yet. */
  catalog: Catalog;
}

/** APKs below `apks/` that the catalogue does not have, as absolute paths. */
export async function findNewApks(root: string): Promise<string[]> {
  const known = new Set((await loadCatalog(root)).releases.map(({ file }) => resolve(root, file)));
  const names = await readdir(join(root, 'apks'), { recursive: true });

  return names
    .filter((name) => extname(name).toLowerCase() === '.apk')
    .sort()
    .map((name) => join(root, 'apks', name))
    .filter((file) => !known.has(file));
}

/** Reads and verifies the new APKs. One that is refused does not stop the others. */
export async function readNewApks(root: string): Promise<NewApks> {
  const read = await apkReader(root);
  const result: NewApks = { added: [], refused: [], copies: [], catalog: await loadCatalog(root) };
  for (const path of await findNewApks(root)) {
    const file = relative(root, path).split(sep).join('/');
    try {
      const one = await read(path, result.catalog);
      const same = result.catalog.releases.find(({ sha256 }) => sha256 === one.release.sha256);
      if (same) result.copies.push({ file, of: `${nameOfRelease(same)} (${same.file})` });
      else {
        result.added.push(one);
        result.catalog = withRelease(result.catalog, one.release);
      }
    } catch (error) {
      // The others are still of use; the caller names this one.
      if (!(error instanceof Fault)) throw error;
      result.refused.push({ file, why: error.message, fix: error.fix ?? REPLACE });
    }
  }

  return result;
}

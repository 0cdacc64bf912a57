import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { projectRoot } from './project.ts';

/** Folders whose code and tables decide a verdict. */
const DECIDING = ['harness/detect', 'harness/verdict', 'harness/model', 'harness/releases/data'];

/** SHA-256 of all that turns evidence into a verdict: detector, verdict, tables, Unicode and suffix lists. */
export async function rulesDigest(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of DECIDING) {
    const files = await readdir(join(projectRoot, folder), { recursive: true, withFileTypes: true });
    const paths = files
      .filter((file) => file.isFile() && decides(file.name) && !file.parentPath.includes('testing'))
      .map((file) => join(file.parentPath, file.name));
    for (const path of paths.toSorted(byCodePoint)) {
      hash
        .update(relative(projectRoot, path))
        .update('\0')
        .update(await readFile(path))
        .update('\0');
    }
  }
  hash.update(`unicode@${process.versions.unicode ?? 'none'}`);

  return hash.digest('hex');
}

function decides(name: string): boolean {
  return /\.(ts|yaml)$/.test(name) && !name.endsWith('.test.ts');
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

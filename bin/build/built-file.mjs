import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './sources.mjs';
import { writeAtomically } from './write.mjs';

/** A bundle and where it is. @typedef {{ file: string, code: string }} BuiltFile */

/**
 * @param {string} folder of the build
 * @param {string} entry as `harness/cli/scan.ts`
 * @param {import('./bundle.mjs').Format} format
 * @returns {string} the path of the bundle
 */
export function builtFile(folder, entry, format) {
  return join(folder, entry.replaceAll('/', '-').replace(/\.ts$/, format === 'esm' ? '.mjs' : '.cjs'));
}

/**
 * @param {string} file
 * @returns {BuiltFile | undefined} undefined if it does not exist or was modified
 */
export function readBuilt(file) {
  let content, digest;
  try {
    digest = readFileSync(`${file}.sha256`, 'latin1');
    content = readFileSync(file);
  } catch {
    return undefined; // Not built yet.
  }
  // esbuild escapes non-ASCII characters in strings, but not in regular expressions.
  if (sha256(content) === digest) return { file, code: content.toString('utf8') };
  process.stderr.write(`leakgate: the built file ${file} was modified; building it again\n`);

  return undefined;
}

/**
 * Writes a bundle. Its digest comes last: a bundle with a digest is complete.
 * @param {string} file
 * @param {import('./bundle.mjs').Bundle} bundle
 * @returns {BuiltFile}
 */
export function writeBuilt(file, { code, map }) {
  writeAtomically(`${file}.map`, map);
  writeAtomically(file, code);
  writeAtomically(`${file}.sha256`, sha256(code));

  return { file, code };
}

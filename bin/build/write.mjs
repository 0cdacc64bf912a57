import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file atomically: other processes see all of it or nothing.
 * @param {string} file
 * @param {string | Uint8Array} content
 */
export function writeAtomically(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes a file that only makes later starts faster.
 * @param {string} file
 * @param {string | Uint8Array} content
 */
export function tryWrite(file, content) {
  try {
    writeAtomically(file, content);
  } catch {
    // A full disk or a read-only clone: the next start is slower, with the same result.
  }
}

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, dev?: boolean, link?: boolean }} LockedPackage */

/**
 * Whether node_modules is what package-lock.json says. By hashes, as a checkout sets the times: that of the lock, noted when
 * it was last found installed, or else those of the packages, held against what npm notes of the ones it has installed.
 * @param {string} project the project's folder
 * @returns {boolean}
 */
export function isInstalled(project) {
  const digest = lockDigest(project);
  if (digest === null) return false;

  return digest === readOrNull(noteOf(project))?.trim() || isEveryPackageInstalled(project);
}

/**
 * Notes that node_modules is what the lock says, so that the next look takes no time.
 * @param {string} project
 */
export function noteInstalled(project) {
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  writeFileSync(noteOf(project), `${lockDigest(project)}\n`);
}

/** @param {string} project */
function noteOf(project) {
  return join(project, 'node_modules/.leakgate-lock');
}

/**
 * @param {string} project
 * @returns {string | null} SHA-256 of package-lock.json; null where there is none
 */
function lockDigest(project) {
  const lock = readOrNull(join(project, 'package-lock.json'));

  return lock === null ? null : createHash('sha256').update(lock).digest('hex');
}

/** @param {string} project */
function isEveryPackageInstalled(project) {
  const locked = packagesOf(join(project, 'package-lock.json'));
  const installed = packagesOf(join(project, 'node_modules/.package-lock.json'));
  if (locked.size === 0 || installed.size === 0) return false;
  const asLocked = (/** @type {[string, LockedPackage]} */ [path, one]) =>
    installed.has(path)
      ? installed.get(path)?.version === one.version && installed.get(path)?.integrity === one.integrity
      : one.optional === true; // Another platform's.

  return [...locked].every(asLocked) && [...installed.keys()].every((path) => locked.has(path));
}

/**
 * @param {string} lock
 * @returns {Map<string, LockedPackage>} by path; empty where there is no lock
 */
function packagesOf(lock) {
  const text = readOrNull(lock);
  if (text === null) return new Map();
  const { packages = {} } = /** @type {{ packages?: Record<string, LockedPackage> }} */ (JSON.parse(text));

  return new Map(Object.entries(packages).filter(([path]) => path !== ''));
}

/** @param {string} file */
function readOrNull(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // Not there: the caller's question is whether it is.
  }
}

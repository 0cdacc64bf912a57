import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, dev?: boolean, link?: boolean }} LockedPackage */

/**
 * Whether node_modules matches package-lock.json. Compares hashes, as a checkout changes file times: the recorded hash of the
 * lock, or else the hashes of the packages in npm's own list of what it installed.
 * @param {string} project the project's folder
 * @returns {boolean}
 */
export function isInstalled(project) {
  const digest = lockDigest(project);
  if (digest === null) return false;

  return digest === readOrNull(recordFile(project))?.trim() || isEveryPackageInstalled(project);
}

/**
 * Records that node_modules matches the lock, so that the next check takes no time.
 * @param {string} project
 */
export function recordInstalled(project) {
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  writeFileSync(recordFile(project), `${lockDigest(project)}\n`);
}

/** @param {string} project */
function recordFile(project) {
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
  const isAsLocked = (/** @type {[string, LockedPackage]} */ [path, lockedPackage]) =>
    installed.has(path)
      ? installed.get(path)?.version === lockedPackage.version &&
        installed.get(path)?.integrity === lockedPackage.integrity
      : lockedPackage.optional === true; // Another platform's.

  return [...locked].every(isAsLocked) && [...installed.keys()].every((path) => locked.has(path));
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
    return null; // Missing: the caller checks for that.
  }
}

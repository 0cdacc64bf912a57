import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestSources, listSources, stampSources } from './sources.mjs';
import { tryWrite } from './write.mjs';

/** A file system may give two writes the same time when they are this close. */
const CLOCK_TICK_MS = 1000;
/** How long an older build is kept: a process that started from it may still read it. */
const KEEP_OLD_MS = 24 * 60 * 60 * 1000;
const DIGEST_LENGTH = 64;

/**
 * The folder of the build of the sources as they are now, `dist/` and the start of their digest. Looks at sizes and times of
 * the sources, and at their contents only where those differ from the last look.
 * @param {string} project the project's folder
 * @returns {string} the folder may not exist yet
 */
export function currentBuild(project) {
  const note = join(project, 'dist/sources');
  const paths = listSources(project);
  const { stamp, newestMs } = stampSources(project, paths);
  const noted = readOrEmpty(note);
  if (noted.slice(DIGEST_LENGTH + 1) === stamp) return folderOf(project, noted.slice(0, DIGEST_LENGTH));

  const digest = digestSources(project, paths);
  if (Date.now() - newestMs > CLOCK_TICK_MS) tryWrite(note, `${digest}\n${stamp}`);
  removeOld(dirname(note), digest);

  return folderOf(project, digest);
}

/**
 * @param {string} project
 * @param {string} digest
 */
function folderOf(project, digest) {
  return join(project, 'dist', digest.slice(0, 16));
}

/**
 * @param {string} dist
 * @param {string} digest of the build that stays
 */
function removeOld(dist, digest) {
  for (const name of namesIn(dist)) {
    if (!/^[0-9a-f]{16}$/.test(name) || digest.startsWith(name)) continue;
    const folder = join(dist, name);
    if (Date.now() - statSync(folder).mtimeMs > KEEP_OLD_MS) rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Nothing was built yet.
  }
}

/** @param {string} file */
function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // Nothing was built yet.
  }
}

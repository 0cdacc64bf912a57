import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestSources, listSources, stampSources } from './sources.mjs';
import { tryWrite } from './write.mjs';

/** Two writes within this time may get the same timestamp from the file system. */
const CLOCK_TICK_MS = 1000;
/** How long an older build is kept: another process may be about to load from it. */
const KEEP_OLD_MS = 10 * 60 * 1000;
const DIGEST_LENGTH = 64;

/**
 * The folder in `dist/` for a build of the current sources; its name is the start of their digest. Compares sizes and times
 * of the sources with those of the last check, and reads the sources only if they differ.
 * @param {string} project the project's folder
 * @returns {string} the folder may not exist yet
 */
export function currentBuild(project) {
  const stampFile = join(project, 'dist/sources');
  const paths = listSources(project);
  const { stamp, newestMs } = stampSources(project, paths);
  const lastStamp = readOrEmpty(stampFile);
  if (lastStamp.slice(DIGEST_LENGTH + 1) === stamp)
    return folderOf(project, lastStamp.slice(0, DIGEST_LENGTH));

  const digest = digestSources(project, paths);
  if (Date.now() - newestMs > CLOCK_TICK_MS) tryWrite(stampFile, `${digest}\n${stamp}`);
  removeOld(dirname(stampFile), digest);

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
    return []; // There is no build yet.
  }
}

/** @param {string} file */
function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // There is no build yet.
  }
}

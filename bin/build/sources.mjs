import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Folders and files that a build depends on: our code and tables, and npm's lists of package versions. */
const FOLDERS = ['bin', 'harness'];
const FILES = ['apks/expectations.yaml', 'node_modules/.package-lock.json', 'package-lock.json'];

/**
 * Every file that a build depends on; tests are excluded.
 * @param {string} project the project's folder
 * @returns {string[]} sorted paths relative to the project, with `/`
 */
export function listSources(project) {
  const files = FILES.filter((path) => existsSync(join(project, path)));
  for (const folder of FOLDERS) if (existsSync(join(project, folder))) addSources(project, folder, files);

  return files.sort();
}

/**
 * @param {string} project
 * @param {string} folder
 * @param {string[]} files receives the paths
 */
function addSources(project, folder, files) {
  for (const entry of readdirSync(join(project, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== 'testing') addSources(project, path, files);
    } else if (/\.(?:ts|mjs|js|yaml)$/.test(path) && !path.endsWith('.test.ts')) files.push(path);
  }
}

/**
 * Size and times of every source. If they are unchanged, so is the content.
 * @param {string} project
 * @param {readonly string[]} paths
 * @returns {{ stamp: string, newestMs: number }} the text to compare; when the newest file changed, in Unix milliseconds
 */
export function stampSources(project, paths) {
  let newestMs = 0;
  const lines = paths.map((path) => {
    const { size, mtimeMs, ctimeMs, ino } = statSync(join(project, path));
    newestMs = Math.max(newestMs, ctimeMs);

    return `${path} ${size} ${mtimeMs} ${ctimeMs} ${ino}`;
  });

  return { stamp: lines.join('\n'), newestMs };
}

/**
 * @param {string} project
 * @param {readonly string[]} paths
 * @returns {string} SHA-256 of the paths and contents of the sources
 */
export function digestSources(project, paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${path} ${sha256(readFileSync(join(project, path)))}\n`);

  return hash.digest('hex');
}

/**
 * @param {string | Uint8Array} content
 * @returns {string} lowercase hex
 */
export function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}

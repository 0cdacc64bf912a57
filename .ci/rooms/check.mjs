import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cruiseFiles, filesOf, importsOf } from './cruise.mjs';
import { unusedEntries } from './front.mjs';
import { moduleState } from './module-state.mjs';
import { rulesOf } from './rules.mjs';

/** @typedef {import('./folders.mjs').Folder} Folder */
/** @typedef {import('./table.mjs').Room} Room */
/** @typedef {import('dependency-cruiser').ICruiseResult} Result */

/**
 * The numbers of checked files and of their imports, a sentence for each violation, and one for each file that a room offers
 * and no other room imports.
 * @typedef {{ files: number, imports: number, violations: string[], unused: string[] }} RoomsReport
 */

/**
 * Checks every file of the project against the table of rooms. A file that the tool skipped, or in which it found none of the
 * imports, is a violation too: a check that finds nothing must not pass.
 *
 * @param {string} project the project's root
 * @param {readonly Room[]} rooms
 * @param {readonly Folder[]} folders
 * @returns {Promise<RoomsReport>}
 */
export async function checkRooms(project, rooms, folders) {
  const files = await filesOf(project);
  const result = await cruiseFiles(project, files, rulesOf(rooms, folders));
  const importCounts = new Map(result.modules.map((module) => [module.source, module.dependencies.length]));
  const violations = result.summary.violations.map(({ from, to, rule, cycle, via }) => {
    const path = cycle ?? via;
    const through = path ? ` (${path.map(({ name }) => name).join(', ')})` : '';

    return `${from} imports ${to}: ${commentOf(result, rule.name) ?? rule.name}${through}`;
  });

  for (const file of files) {
    const importCount = importCounts.get(file);
    if (!rooms.some((room) => file.startsWith(`${room.path}/`)) && file.includes('/'))
      violations.push(`${file} is in no room of .ci/rooms/table.mjs`);
    if (importCount === undefined) violations.push(`${file} was not parsed`);
    else if (importCount === 0 && (await hasImport(join(project, file))))
      violations.push(`${file} has imports, but dependency-cruiser found none of them`);
    if (isPure(file, rooms))
      for (const state of await moduleState(await readFile(join(project, file), 'utf8')))
        violations.push(`${file} keeps state: ${state}`);
  }

  return {
    files: files.filter((file) => importCounts.has(file)).length,
    imports: files.reduce((sum, file) => sum + (importCounts.get(file) ?? 0), 0),
    violations,
    unused: unusedEntries(importsOf(result), rooms),
  };
}

/**
 * Whether a file is of a pure room: one that may not import all of Node. Tests may keep state.
 * @param {string} file
 * @param {readonly Room[]} rooms
 */
function isPure(file, rooms) {
  const room = rooms.find(({ path }) => file.startsWith(`${path}/`));

  return room !== undefined && !room.node.includes('*') && !/\.test\.ts$|\/testing\//.test(file);
}

/** @param {string} file */
async function hasImport(file) {
  return /^(import|export)\b[^;(]*\bfrom\s+['"]|^import\s+['"]/m.test(await readFile(file, 'utf8'));
}

/**
 * @param {Result} result
 * @param {string} rule
 */
function commentOf(result, rule) {
  return result.summary.ruleSetUsed?.forbidden?.find((used) => used.name === rule)?.comment;
}

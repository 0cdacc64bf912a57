import { readFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parse } from 'yaml';
import { textsOfMarkdown, textsOfTable } from './document.mjs';
import { faultsOf } from './rules.mjs';
import { textsOfSource } from './source.mjs';

/** @typedef {import('./rules.mjs').Construction} Construction */
/** @typedef {import('./source.mjs').Text} Text */
/** @typedef {{ file: string, line: number, kind: Text['kind'], rule: string, excerpt: string, instead: string }} Hit */

const DATA = join(import.meta.dirname, 'constructions.yaml');
const NOT_READ = /\.(test|d)\.ts$|\/testing\/|^\.ci\/language\/rules\.mjs$/;

/** @returns {Promise<Construction[]>} */
export async function readConstructions() {
  return /** @type {Construction[]} */ (parse(await readFile(DATA, 'utf8')));
}

/**
 * Checks the texts of the project's files.
 * @param {string} project its root
 * @param {readonly string[]} rooms prefixes of paths; none means all files
 * @returns {Promise<{ files: number, texts: number, hits: Hit[] }>}
 */
export async function checkLanguage(project, rooms) {
  const constructions = await readConstructions();
  const files = filesOf(project).filter(
    (file) => rooms.length === 0 || rooms.some((room) => file === room || file.startsWith(`${room}/`)),
  );
  let texts = 0;
  /** @type {Hit[]} */
  const hits = [];
  for (const file of files)
    for (const text of textsOf(file, await readFile(join(project, file), 'utf8'))) {
      texts++;
      for (const fault of faultsOf(text, constructions))
        hits.push({ file, line: text.line, kind: text.kind, ...fault });
    }

  return { files: files.length, texts, hits };
}

/**
 * Tracked and new files that hold texts.
 * @param {string} project
 */
function filesOf(project) {
  const { stdout, status, stderr } = spawnSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    { cwd: project, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (status !== 0) throw new Error(`git ls-files in ${project} ended with ${status}: ${stderr}`);

  return stdout.split('\n').filter((file) => readerOf(file) !== undefined && !NOT_READ.test(file));
}

/**
 * @param {string} file
 * @param {string} content
 * @returns {Text[]}
 */
function textsOf(file, content) {
  return readerOf(file)?.(content) ?? [];
}

/** @param {string} file */
function readerOf(file) {
  if (/^(harness|bin|bench|specs|\.ci)\/.*\.(ts|mjs)$|^wdio\.conf\.ts$/.test(file)) return textsOfSource;
  if (/^(docs\/.*|[\w-]+|apks\/[\w-]+|reports\/[\w-]+)\.md$/.test(file)) return textsOfMarkdown;
  if (/^harness\/.*\.yaml$/.test(file)) return textsOfTable;

  return undefined;
}

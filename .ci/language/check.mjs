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

const readConfig = (/** @type {string} */ name) => readFile(join(import.meta.dirname, name), 'utf8');
const EXCLUDED = /\.(test|d)\.ts$|\/testing\/|^\.ci\/language\/rules\.mjs$/;

/** @returns {Promise<Construction[]>} */
export async function readConstructions() {
  return /** @type {Construction[]} */ (parse(await readConfig('constructions.yaml')));
}

/** @typedef {{ file: string, rule: string, text: string, why: string }} Exception */

/** @returns {Promise<{ checked: string[], exceptions: Exception[] }>} */
export async function readScope() {
  return /** @type {{ checked: string[], exceptions: Exception[] }} */ (
    parse(await readConfig('scope.yaml'))
  );
}

/**
 * Checks the texts of the project's files.
 * @param {string} project its root
 * @param {readonly string[]} paths files, or folders with a slash at the end; none means all files
 * @returns {Promise<{ files: number, texts: number, hits: Hit[], unused: string[] }>} `unused`: paths and exceptions that
 *   fit nothing
 */
export async function checkLanguage(project, paths) {
  const constructions = await readConstructions();
  const { exceptions } = await readScope();
  const isIn = (/** @type {string} */ file, /** @type {string} */ path) =>
    path.endsWith('/') ? file.startsWith(path) : file === path;
  const all = filesOf(project);
  const files = all.filter((file) => paths.length === 0 || paths.some((path) => isIn(file, path)));
  let texts = 0;
  /** @type {Hit[]} */
  const hits = [];
  const used = new Set();
  for (const file of files)
    for (const text of textsOf(file, await readFile(join(project, file), 'utf8'))) {
      texts++;
      for (const fault of faultsOf(text, constructions)) {
        const exception = exceptions.find(
          (each) => each.file === file && each.rule === fault.rule && text.text.includes(each.text),
        );
        if (exception) used.add(exception);
        else hits.push({ file, line: text.line, kind: text.kind, ...fault });
      }
    }
  const unused = [
    ...paths.filter((path) => !all.some((file) => isIn(file, path))),
    ...exceptions
      .filter((each) => files.includes(each.file) && !used.has(each))
      .map(({ file, text }) => `${file}: ${text}`),
  ];

  return { files: files.length, texts, hits, unused };
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
  if (status !== 0) throw new Error(`git ls-files in ${project} exited with ${status}: ${stderr}`);

  return stdout.split('\n').filter((file) => readerOf(file) !== undefined && !EXCLUDED.test(file));
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

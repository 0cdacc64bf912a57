import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';

/** @typedef {import('dependency-cruiser').ICruiseResult} Result */
/** @typedef {{ from: string, to: string }} Import */

/**
 * The imports of files, and which of them a rule forbids.
 * @param {string} project
 * @param {string[]} files
 * @param {import('dependency-cruiser').IForbiddenRuleType[]} forbidden
 */
export async function cruiseFiles(project, files, forbidden) {
  const { output } = await cruise(
    files,
    {
      baseDir: project,
      parser: 'swc',
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      validate: true,
      ruleSet: { forbidden },
    },
    {
      extensions: ['.ts', '.mjs', '.js', '.d.ts', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default', 'require'],
      mainFields: ['module', 'main', 'types'],
    },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser returned text instead of data');

  return output;
}

/**
 * @param {Result} result
 * @returns {Import[]}
 */
export function importsOf({ modules }) {
  return modules.flatMap(({ source, dependencies }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  );
}

/**
 * The rooms' TypeScript and JavaScript, and wdio.conf.ts, as paths from the root.
 * @param {string} project
 */
export async function filesOf(project) {
  const roots = ['harness', 'specs', 'bin', 'bench', '.ci'];
  const perFolder = await Promise.all(
    roots.map(async (folder) => {
      const entries = await readdir(join(project, folder), { recursive: true }).catch(emptyIfMissing);

      return entries.filter((name) => /\.(ts|mjs)$/.test(name)).map((name) => `${folder}/${name}`);
    }),
  );

  const config = await readdir(project).then((names) => names.filter((name) => name === 'wdio.conf.ts'));

  return [...perFolder.flat().sort(), ...config];
}

/**
 * @param {NodeJS.ErrnoException} error
 * @returns {string[]}
 */
function emptyIfMissing(error) {
  if (error.code === 'ENOENT') return []; // A room that is not built yet.
  throw error;
}

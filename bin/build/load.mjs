import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { builtFile, readBuilt } from './built-file.mjs';
import { currentBuild } from './current.mjs';
import { runWithCodeCache } from './run-script.mjs';

/** @typedef {import('./bundle.mjs').Format} Format */
/** @typedef {import('./run-script.mjs').Exports} Exports */

const PROJECT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Loads a module of ours from `dist/`. Builds it first if the build there is missing, is older than the sources, or was
 * modified: such a build never runs.
 * @param {string} entry relative to the project, as `harness/cli/scan.ts`
 * @param {Format} [format]
 * @param {string} [project]
 * @returns {Promise<Exports>} what the module exports
 */
export async function loadModule(entry, format = 'cjs', project = PROJECT) {
  const { file, code } = await ensureBuilt(entry, format, project);
  const isDebugging = process.env['LEAKGATE_DEBUG'] === '1';
  if (isDebugging) process.setSourceMapsEnabled(true);
  if (format === 'esm') return /** @type {Promise<Exports>} */ (import(pathToFileURL(file).href));
  // Node applies source maps only to modules that it loads itself.
  if (isDebugging) return /** @type {Exports} */ (createRequire(file)(file));

  return runWithCodeCache(file, code);
}

/**
 * The bundle of a module. Builds it if `dist/` has none of the current sources.
 * @param {string} entry
 * @param {Format} format
 * @param {string} project
 * @returns {Promise<import('./built-file.mjs').BuiltFile>}
 */
export async function ensureBuilt(entry, format, project) {
  const built = readBuilt(builtFile(currentBuild(project), entry, format));
  if (built) return built;
  const { buildModule } = await import('./build-module.mjs'); // esbuild takes its time to load.

  return await buildModule(project, entry, format);
}

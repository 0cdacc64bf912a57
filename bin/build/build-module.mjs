import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundle } from './bundle.mjs';
import { builtFile, writeBuilt } from './built-file.mjs';
import { currentBuild } from './current.mjs';
import { runScript } from './run-script.mjs';
import { sha256 } from './sources.mjs';

/** @typedef {import('./bundle.mjs').Format} Format */
/** @typedef {import('../../harness/runner/built-rules.ts').BuiltRules} BuiltRules */
/** @typedef {typeof import('../../harness/runner/rules.ts')} RulesModule */

const ATTEMPTS = 3;

/**
 * Builds a module of ours into `dist/`. Two processes may do this at once: both write the same bytes.
 * @param {string} project the project's folder
 * @param {string} entry relative to it, as `harness/cli/scan.ts`
 * @param {Format} format
 * @returns {Promise<import('./built-file.mjs').BuiltFile>}
 * @throws {BuildError} if the sources do not compile, or keep changing
 */
export async function buildModule(project, entry, format) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const folder = currentBuild(project);
    const file = builtFile(folder, entry, format);
    const bundled = await tryBundle(entry, () =>
      bundle(project, entry, format, () => rulesOf(project, folder)),
    );
    // An edit during the build may be in the bundle or not.
    if (currentBuild(project) !== folder) continue;

    return writeBuilt(file, {
      ...bundled,
      code: `${bundled.code}//# sourceMappingURL=${basename(file)}.map\n`,
    });
  }
  throw new BuildError(`${entry} was not built: source files kept changing during the build`);
}

/** Digests of the rules take longer to compute than a bundle, so builds in one process share them. @type {Map<string, Promise<BuiltRules>>} */
const rulesByFolder = new Map();

/**
 * @param {string} project
 * @param {string} folder of the build that they are for
 * @returns {Promise<BuiltRules>}
 */
function rulesOf(project, folder) {
  const rules = rulesByFolder.get(folder) ?? readRulesOf(project);
  rulesByFolder.set(folder, rules);

  return rules;
}

/**
 * The rules of the sources, read by the same code as in a run.
 * @param {string} project
 * @returns {Promise<BuiltRules>}
 */
async function readRulesOf(project) {
  const { code } = await bundle(project, 'harness/runner/rules.ts', 'cjs', async () => undefined);
  const { readRules } = /** @type {RulesModule} */ (
    /** @type {unknown} */ (runScript(join(project, 'dist/build/rules.cjs'), code))
  );
  const { files, packages } = await readRules(project);
  /** @type {Record<string, string>} */
  const digests = {};
  for (const [path, digest] of Object.entries(files))
    digests[sha256(`${path}\n${readFileSync(join(project, path), 'utf8')}`)] = digest;

  return { files, packages, digests };
}

/**
 * @template T
 * @param {string} entry
 * @param {() => Promise<T>} bundling
 * @returns {Promise<T>}
 */
async function tryBundle(entry, bundling) {
  try {
    return await bundling();
  } catch (error) {
    const [first] = /** @type {Partial<import('esbuild').BuildFailure>} */ (error).errors ?? [];
    if (!first) throw error;
    const location = first.location ? `${first.location.file}:${first.location.line}: ` : '';
    throw new BuildError(`cannot build ${entry}: ${location}${first.text}`, { cause: error });
  }
}

/** Reported like a Fault (`harness/model/fault.ts`), which may not be built yet. */
class BuildError extends Error {
  /** @override */
  name = 'Fault';
}

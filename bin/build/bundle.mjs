import { build } from 'esbuild';
import { sourcePathsPlugin, rulesPlugin, tablesPlugin } from './plugins.mjs';

/** @typedef {{ code: string, map: string }} Bundle */
/** `esm` for a module with top-level await or imports that CommonJS cannot load; only `cjs` has a code cache. */
/** @typedef {'cjs' | 'esm'} Format */

/** npm packages that are bundled. All others are loaded from node_modules when they are needed. */
const BUNDLED = [
  'canonicalize',
  'cli-table3',
  'escape-html',
  'fast-xml-parser',
  'fzstd',
  'picocolors',
  'semver',
  'tldts',
  'write-file-atomic',
  'yaml',
  'zod',
];

/** Every bundle is in a folder of dist/, two levels below the project. */
const ROOT = `const leakgateRoot = require('node:path').resolve(__dirname, '../..'); const leakgateUrl = (file) => require('node:url').pathToFileURL(file).href;`;
/** Names of CommonJS that bundled packages use. */
const COMMONJS = `import { createRequire as leakgateRequire } from 'node:module'; const require = leakgateRequire(import.meta.url); const { dirname: __dirname, filename: __filename } = import.meta;`;
const BANNER = { cjs: ROOT, esm: `${COMMONJS} ${ROOT}` };

/**
 * Bundles a module of ours with everything that it imports.
 * @param {string} project the project's folder
 * @param {string} entry relative to it, as `harness/cli/scan.ts`
 * @param {Format} format
 * @param {() => Promise<import('./plugins.mjs').BuiltRules | undefined>} readRules called only if the module reads the rules
 * @returns {Promise<Bundle>}
 */
export async function bundle(project, entry, format, readRules) {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: [entry],
    bundle: true,
    format,
    platform: 'node',
    target: 'node20',
    // import() in a vm.Script is experimental in Node; require() is not.
    supported: { 'dynamic-import': format === 'esm' },
    outfile: 'dist/build/module.js',
    write: false,
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'silent',
    logOverride: { 'empty-import-meta': 'error' },
    banner: { js: BANNER[format] },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [tablesPlugin(project), packagesPlugin(), rulesPlugin(readRules), sourcePathsPlugin(project)],
  });
  const textOf = (/** @type {string} */ ending) =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';

  return { code: textOf('.js'), map: textOf('.map') };
}

/** @returns {import('esbuild').Plugin} */
function packagesPlugin() {
  const isBundled = (/** @type {string} */ path) =>
    BUNDLED.some((name) => path === name || path.startsWith(`${name}/`));

  return {
    name: 'packages',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) =>
        kind === 'entry-point' || importer.includes('node_modules') || isBundled(path)
          ? undefined
          : { path, external: true },
      );
    },
  };
}

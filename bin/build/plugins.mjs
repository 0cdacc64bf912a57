import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { listSources, sha256 } from './sources.mjs';

/** @typedef {import('esbuild').Plugin} Plugin */
/** @typedef {import('../../harness/runner/built-rules.ts').BuiltRules} BuiltRules */

/**
 * Makes `import.meta` of our modules name the source file, not the bundle.
 * @param {string} project
 * @returns {Plugin}
 */
export function sourcePathsPlugin(project) {
  return {
    name: 'places',
    setup({ onLoad }) {
      onLoad({ filter: /\.(?:ts|mjs|js)$/ }, ({ path }) => {
        if (path.includes(`${sep}node_modules${sep}`)) return undefined;
        const sourcePath = relative(project, path).split(sep).join('/');
        const file = `(leakgateRoot + ${JSON.stringify(`/${sourcePath}`)})`;
        const contents = readFileSync(path, 'utf8')
          .replaceAll('import.meta.dirname', `(leakgateRoot + ${JSON.stringify(`/${dirname(sourcePath)}`)})`)
          .replaceAll('import.meta.filename', file)
          .replaceAll('import.meta.url', `leakgateUrl(${file})`);

        return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' };
      });
    },
  };
}

/**
 * Replaces `parse` of yaml: for the text of one of our tables, known by its SHA-256, it returns values parsed at build time.
 * Any other text is parsed. hosts.yaml alone takes longer to parse than a command to start.
 * @param {string} project
 * @returns {Plugin}
 */
export function tablesPlugin(project) {
  return {
    name: 'tables',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^yaml$/ }, ({ importer, namespace }) =>
        namespace === 'tables' || importer.includes('node_modules')
          ? undefined
          : { path: 'yaml', namespace: 'tables' },
      );
      onLoad({ filter: /.*/, namespace: 'tables' }, () => ({
        contents: `
          import { createHash } from 'node:crypto';
          const known = ${JSON.stringify(knownTables(project))};
          export function parse(text, ...options) {
            const values = options.length === 0 && known[createHash('sha256').update(text).digest('hex')];

            return values ? JSON.parse(values) : require('yaml').parse(text, ...options);
          }
          export function stringify(...given) {
            return require('yaml').stringify(...given);
          }
          export function parseDocument(...given) {
            return require('yaml').parseDocument(...given);
          }`,
        resolveDir: project,
        loader: 'js',
      }));
    },
  };
}

/**
 * @param {string} project
 * @returns {Record<string, string>} values as JSON, by the SHA-256 of the table's text
 */
function knownTables(project) {
  /** @type {Record<string, string>} */
  const known = {};
  for (const path of listSources(project).filter((source) => source.endsWith('.yaml'))) {
    const text = readFileSync(join(project, path), 'utf8');
    /** @type {unknown} */
    const values = parse(text);
    const json = JSON.stringify(values ?? null);
    // Values that JSON cannot represent are left to the parser.
    if (isDeepStrictEqual(JSON.parse(json), values)) known[sha256(text)] = json;
  }

  return known;
}

/**
 * Embeds the rules of the sources into a bundle, in place of `harness/runner/built-rules.ts`.
 * @param {() => Promise<BuiltRules | undefined>} readRules called only if the bundle needs them
 * @returns {Plugin}
 */
export function rulesPlugin(readRules) {
  return {
    name: 'rules',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]harness[\\/]runner[\\/]built-rules\.ts$/ }, async () => ({
        contents: `export const builtRules = ${JSON.stringify(await readRules())};`,
        loader: 'js',
      }));
    },
  };
}

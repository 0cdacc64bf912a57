import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { playReleases, runMocha, tryOut } from './bench.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./bench.mjs').Trial} Trial */

/** The oldest Node that is supported, and the newest release of each line that the workflow uses. */
const VERSIONS = ['20.19.0', '20', '24'];

/**
 * All unit tests and one release with other versions of Node, which npm has as packages.
 * @param {Bench} bench
 * @returns {Promise<Trial[]>}
 */
export async function tryNode(bench) {
  /** @type {Trial[]} */
  const trials = [];
  for (const version of VERSIONS) trials.push(await tryVersion(bench, version));

  return trials;
}

/**
 * @param {Bench} bench
 * @param {string} version
 * @returns {Promise<Trial>}
 */
async function tryVersion(bench, version) {
  const name = `node-${process.platform}-${process.arch}`;
  const what = `Node ${version}`;
  const prefix = join(bench.folder, `node-${version}`);
  await mkdir(prefix, { recursive: true });
  const installed = await bench.run('npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefix',
    prefix,
    `${name}@${version}`,
  ]);
  if (!installed.ok) return { what, state: 'not tried', why: installed.why };
  const bin = join(prefix, 'node_modules', name, 'bin');
  const node = join(bin, 'node');
  const start = await bench.run(node, ['--version']);
  if (!start.ok) return { what, state: 'not tried', why: `it does not start: ${start.why}` };
  const env = { PATH: `${bin}:${process.env['PATH']}` };

  return await tryOut(`Node ${start.output.trim()}`, [
    () =>
      runMocha(
        bench,
        ['--parallel', '{harness,specs,bench,bin,.ci}/**/*.test.ts', '--ignore', '**/*.e2e.test.ts'],
        { env, node, minutes: 40 },
      ),
    () =>
      playReleases(bench, {
        out: join(bench.folder, `run-node-${version}`),
        env,
        node,
        releases: ['mint@3.4.0'],
      }),
  ]);
}

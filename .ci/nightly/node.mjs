import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runReleases, runMocha, runTrial } from './workspace.mjs';

/** @typedef {import('./workspace.mjs').Workspace} Workspace */
/** @typedef {import('./workspace.mjs').Trial} Trial */

/** The oldest Node that is supported, and the newest release of each line that the workflow uses. */
const VERSIONS = ['20.19.0', '20', '24'];

/**
 * All unit tests and one release with other versions of Node, which npm has as packages.
 * @param {Workspace} workspace
 * @returns {Promise<Trial[]>}
 */
export async function tryNode(workspace) {
  /** @type {Trial[]} */
  const trials = [];
  for (const version of VERSIONS) trials.push(await tryVersion(workspace, version));

  return trials;
}

/**
 * @param {Workspace} workspace
 * @param {string} version
 * @returns {Promise<Trial>}
 */
async function tryVersion(workspace, version) {
  const name = `node-${process.platform}-${process.arch}`;
  const subject = `Node ${version}`;
  const prefix = join(workspace.folder, `node-${version}`);
  await mkdir(prefix, { recursive: true });
  const installed = await workspace.run('npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefix',
    prefix,
    `${name}@${version}`,
  ]);
  if (!installed.ok) return { subject, state: 'not tried', reason: installed.reason };
  const bin = join(prefix, 'node_modules', name, 'bin');
  const node = join(bin, 'node');
  const start = await workspace.run(node, ['--version']);
  if (!start.ok) return { subject, state: 'not tried', reason: `Node does not start: ${start.reason}` };
  const env = { PATH: `${bin}:${process.env['PATH']}` };

  return await runTrial(`Node ${start.output.trim()}`, [
    () =>
      runMocha(
        workspace,
        ['--parallel', '{harness,specs,bench,bin,.ci}/**/*.test.ts', '--ignore', '**/*.e2e.test.ts'],
        { env, node, minutes: 40 },
      ),
    () =>
      runReleases(workspace, {
        out: join(workspace.folder, `run-node-${version}`),
        env,
        node,
        releases: ['mint@3.4.0'],
      }),
  ]);
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { offersOf, unpack } from './apt.mjs';
import { runMocha, runTrial } from './workspace.mjs';

/** @typedef {import('./workspace.mjs').Workspace} Workspace */
/** @typedef {import('./workspace.mjs').Trial} Trial */

/** Package names of a Java runtime, as Debian numbers them. */
const PACKAGE = /^openjdk-\d+-jre-headless$/;

/**
 * The tests that read and sign APKs, with every Java runtime that apt offers: apksigner's output passes through it.
 * @param {Workspace} workspace
 * @returns {Promise<Trial[]>}
 */
export async function tryJava(workspace) {
  const { output } = await workspace.run('apt-cache', ['pkgnames', 'openjdk-']);
  const names = output
    .split('\n')
    .filter((name) => PACKAGE.test(name))
    .sort();
  if (names.length === 0)
    return [{ subject: 'Java', state: 'not tried', reason: 'apt on this machine offers no openjdk package' }];
  /** @type {Trial[]} */
  const trials = [];
  for (const name of names)
    for (const { version, suite } of await offersOf(workspace, name))
      trials.push(await tryVersion(workspace, name, version, `${name} ${version} (${suite})`));

  return trials;
}

/**
 * @param {Workspace} workspace
 * @param {string} name
 * @param {string} version
 * @param {string} subject
 * @returns {Promise<Trial>}
 */
async function tryVersion(workspace, name, version, subject) {
  const unpacked = await unpack(workspace, [name], version);
  if ('reason' in unpacked) return { subject, state: 'not tried', reason: unpacked.reason };
  const machines = join(unpacked.root, 'usr/lib/jvm');
  const home = (await readdir(machines)).find((folder) => folder.startsWith('java-'));
  if (home === undefined) return { subject, state: 'not tried', reason: `no Java in ${machines}` };
  const bin = join(machines, home, 'bin');
  const start = await workspace.run(join(bin, 'java'), ['-version']);
  if (!start.ok) return { subject, state: 'not tried', reason: `Java does not start: ${start.reason}` };
  const env = { JAVA_HOME: join(machines, home), PATH: `${bin}:${process.env['PATH']}` };

  return await runTrial(subject, [() => runMocha(workspace, ['harness/releases/apk.e2e.test.ts'], { env })]);
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { offersOf, unpack } from './apt.mjs';
import { runMocha, tryOut } from './bench.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./bench.mjs').Trial} Trial */

/** Package names of a Java runtime, as Debian numbers them. */
const PACKAGE = /^openjdk-\d+-jre-headless$/;

/**
 * The tests that read and sign APKs, with every Java runtime that apt offers: apksigner's output passes through it.
 * @param {Bench} bench
 * @returns {Promise<Trial[]>}
 */
export async function tryJava(bench) {
  const { output } = await bench.run('apt-cache', ['pkgnames', 'openjdk-']);
  const names = output
    .split('\n')
    .filter((name) => PACKAGE.test(name))
    .sort();
  if (names.length === 0)
    return [{ what: 'Java', state: 'not tried', why: 'apt offers no openjdk package here' }];
  /** @type {Trial[]} */
  const trials = [];
  for (const name of names)
    for (const { version, suite } of await offersOf(bench, name))
      trials.push(await tryVersion(bench, name, version, `${name} ${version} (${suite})`));

  return trials;
}

/**
 * @param {Bench} bench
 * @param {string} name
 * @param {string} version
 * @param {string} what
 * @returns {Promise<Trial>}
 */
async function tryVersion(bench, name, version, what) {
  const unpacked = await unpack(bench, [name], version);
  if ('why' in unpacked) return { what, state: 'not tried', why: unpacked.why };
  const machines = join(unpacked.root, 'usr/lib/jvm');
  const home = (await readdir(machines)).find((folder) => folder.startsWith('java-'));
  if (home === undefined) return { what, state: 'not tried', why: `no Java in ${machines}` };
  const bin = join(machines, home, 'bin');
  const start = await bench.run(join(bin, 'java'), ['-version']);
  if (!start.ok) return { what, state: 'not tried', why: `it does not start: ${start.why}` };
  const env = { JAVA_HOME: join(machines, home), PATH: `${bin}:${process.env['PATH']}` };

  return await tryOut(what, [() => runMocha(bench, ['harness/releases/apk.e2e.test.ts'], { env })]);
}

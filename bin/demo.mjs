// `npm run demo`: the story of the README on simulated handsets, as a run and as a comparison of its releases. Ends with the run's
// exit code.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join, relative } from 'node:path';

const project = fileURLToPath(new URL('..', import.meta.url));
const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
const folder = relative(process.cwd(), join(project, 'reports', `demo-${stamp}Z`));

/** Mint before the update, with the switch as it ships and off, and fixed; Chrome is the control. */
const OPTIONS = {
  handset: ['sim:3'],
  release: ['mint', 'chrome'],
  scenario: ['visit-typed', 'search'],
  mode: ['private', 'private/off'],
  out: [folder],
};
const RUN = [
  'run',
  ...Object.entries(OPTIONS).flatMap(([name, values]) => values.flatMap((value) => [`--${name}`, value])),
];
const COMPARE = ['compare', folder];

// Ctrl-C reaches the run too, which restores its handsets; this process waits for it.
process.on('SIGINT', () => {});
const code = leakgate(RUN);
if (existsSync(join(folder, 'run.json'))) {
  process.stdout.write(`\nFrom release to release (npx leakgate ${COMPARE.join(' ')}):\n\n`);
  leakgate(COMPARE);
  process.stdout.write(
    `\nThe page of the results is ${join(folder, 'index.html')}. All reports: npm run report\n`,
  );
}
process.exitCode = code;

/**
 * @param {string[]} args
 * @returns {number} the exit code
 */
function leakgate(args) {
  const { status, signal, error } = spawnSync(
    process.execPath,
    [join(project, 'bin/leakgate.mjs'), ...args],
    { stdio: 'inherit' },
  );
  if (error) throw error;

  return status ?? (signal === 'SIGINT' ? 130 : 3);
}

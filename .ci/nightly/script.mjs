import { tryOut } from './bench.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./bench.mjs').Trial} Trial */

/**
 * A part that is an npm script of the project.
 * @param {string} script
 * @param {number} minutes its limit
 * @returns {(bench: Bench) => Promise<Trial[]>}
 */
export function npmScript(script, minutes) {
  return async (bench) => [
    await tryOut(`npm run ${script}`, [() => bench.run('npm', ['run', '--silent', script], { minutes })]),
  ];
}

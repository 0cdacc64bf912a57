import { runTrial } from './workspace.mjs';

/** @typedef {import('./workspace.mjs').Workspace} Workspace */
/** @typedef {import('./workspace.mjs').Trial} Trial */

/**
 * A part that is an npm script of the project.
 * @param {string} script
 * @param {number} minutes its limit
 * @returns {(bench: Workspace) => Promise<Trial[]>}
 */
export function npmScript(script, minutes) {
  return async (workspace) => [
    await runTrial(`npm run ${script}`, [
      () => workspace.run('npm', ['run', '--silent', script], { minutes }),
    ]),
  ];
}

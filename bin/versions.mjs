import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** @typedef {import('./checks.mjs').Check} Check */

/**
 * How each tool is asked for its version, and where the answer has it. `program` is a file in the folder that was found.
 * @type {Record<string, { program?: string, args: string[], version: RegExp }>}
 */
const PROBES = {
  adb: { args: ['--version'], version: /^(?:Version|Revision) (\S+)/m },
  'Android build tools': { program: 'aapt2', args: ['version'], version: /\(aapt\) ([^\s,]+)/ },
  // As root, some versions refuse to start with the sandbox even for this.
  Chromium: { args: ['--version', '--no-sandbox'], version: /(\d+\.[\d.]+)/ },
  chromedriver: { args: ['--version'], version: /ChromeDriver (\S+)/ },
  Java: { args: ['-version'], version: /version "([^"]+)"/ },
};

/**
 * The command that prints the version of what a check found.
 * @param {Check} check
 * @returns {{ file: string, args: string[] } | null} null for a check that found nothing, or that is about a file
 */
export function versionCommand({ what, found }) {
  const probe = PROBES[what];

  return probe && found !== null ? { file: join(found, probe.program ?? ''), args: probe.args } : null;
}

/**
 * @param {string} what the name of the check
 * @param {string} output everything that its version command printed
 * @returns {string | null} null where the output has no version
 */
export function readVersion(what, output) {
  return PROBES[what]?.version.exec(output)?.[1] ?? null;
}

/**
 * @param {string} version of Java
 * @returns {number} 17 for `17.0.15`, 8 for `1.8.0_392`
 */
export function javaMajor(version) {
  return Number(/^(?:1\.)?(\d+)/.exec(version)?.[1] ?? 0);
}

/**
 * One line that names the version of each tool, for the log of a set-up.
 * @param {readonly Check[]} checks
 * @param {Record<string, string | undefined>} env
 * @returns {string}
 */
export function describeVersions(checks, env) {
  const descriptions = checks.flatMap((check) => {
    const command = versionCommand(check);
    if (!command) return [];
    const { stdout, stderr } = spawnSync(command.file, command.args, {
      env,
      encoding: 'utf8',
      timeout: 20_000,
    });

    return [`${check.what} ${readVersion(check.what, `${stdout}\n${stderr}`) ?? 'of an unknown version'}`];
  });

  return `Found ${descriptions.join(', ')}.`;
}

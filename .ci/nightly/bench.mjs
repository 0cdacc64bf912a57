import { spawn } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * The result of one version of one tool. `not tried` is for a version that cannot be fetched or does not start, with the reason.
 * @typedef {{ what: string, state: 'passed' | 'failed' | 'not tried', why: string }} Trial
 */
/** @typedef {{ ok: boolean, why: string, output: string }} Ended */
/** @typedef {{ cwd?: string, env?: Record<string, string>, minutes?: number }} RunOptions */
/**
 * What a part of the nightly run works with: an empty folder outside the project, and a way to run commands in the project.
 * @typedef {{ folder: string, run: (command: string, args: string[], options?: RunOptions) => Promise<Ended> }} Bench
 */

const PROJECT = resolve(import.meta.dirname, '../..');
const LAST_LINES = 15;
/** The process groups that run now. @type {Set<number>} */
const groups = new Set();

/** Ends every command that runs, with all that it started. */
export function killCommands() {
  for (const group of groups) kill(group);
}

/**
 * @param {string} folder
 * @param {(line: string) => void} [say]
 * @returns {Bench}
 */
export function createBench(folder, say = console.log) {
  return { folder, run: (command, args, options = {}) => run(command, args, { say, ...options }) };
}

/**
 * Runs a command to its end and passes on what it prints. At its limit the whole process group is killed.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions & { say: (line: string) => void }} options
 * @returns {Promise<Ended>}
 */
async function run(command, args, { say, cwd = PROJECT, env = {}, minutes = 10 }) {
  const name = basename(command);
  say(`\n$ ${command} ${args.join(' ')}`);
  const { FORCE_COLOR: _, ...inherited } = process.env;
  const child = spawn(command, args, {
    cwd,
    detached: true,
    env: { ...inherited, NO_COLOR: '1', WDIO_LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = child.pid;
  if (group !== undefined) groups.add(group);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      output += `${line}\n`;
      say(`${name} | ${line}`);
    });
  let limit = '';
  const timer = setTimeout(() => {
    limit = `killed after ${minutes} min; `;
    if (group !== undefined) kill(group);
  }, minutes * 60_000);

  return await new Promise((settle) => {
    child.on('error', (error) => {
      clearTimeout(timer);
      settle({ ok: false, why: error.message, output });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (group !== undefined) groups.delete(group);
      const last = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
      const why =
        code === 0 ? '' : `${limit}${command} ended with ${signal ?? `exit code ${code}`}:\n${last}`;
      settle({ ok: code === 0, why, output });
    });
  });
}

/** @param {number} group */
function kill(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // All of it has ended already.
  }
}

/**
 * Runs checks in order until one fails.
 * @param {string} what
 * @param {(() => Promise<Ended>)[]} checks
 * @returns {Promise<Trial>}
 */
export async function tryOut(what, checks) {
  for (const check of checks) {
    const { ok, why } = await check();
    if (!ok) return { what, state: 'failed', why };
  }

  return { what, state: 'passed', why: '' };
}

/** Released browsers that are expected to leak, and one that is expected to be clean: a run of these exits with 0. */
const RELEASES = ['mint@3.4.0', 'mint@3.4.3', 'chrome@120'];

/**
 * A run of a few simulated releases with the default handset.
 * @param {Bench} bench
 * @param {{ out: string, env?: Record<string, string>, node?: string, releases?: readonly string[] }} options `out`: for its evidence
 */
export function playReleases(bench, { out, env = {}, node = process.execPath, releases = RELEASES }) {
  return bench.run(
    node,
    [
      'bin/leakgate.mjs',
      'run',
      ...releases.flatMap((release) => ['--release', release]),
      '--scenario',
      'visit-typed',
      '--mode',
      'private',
      '--out',
      out,
    ],
    { env, minutes: 20 },
  );
}

/**
 * Mocha with the given files or patterns.
 * @param {Bench} bench
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, node?: string, minutes?: number }} [options]
 */
export function runMocha(bench, args, { env = {}, node = process.execPath, minutes = 20 } = {}) {
  return bench.run(node, ['node_modules/mocha/bin/mocha.js', '--timeout', '120000', ...args], {
    env,
    minutes,
  });
}

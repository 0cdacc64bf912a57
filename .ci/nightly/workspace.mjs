import { spawn } from 'node:child_process';
import { basename, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * The result of one version of one tool. `not tried` is for a version that cannot be fetched or does not start, with the reason.
 * @typedef {{ subject: string, state: 'passed' | 'failed' | 'not tried', reason: string }} Trial
 */
/** @typedef {{ ok: boolean, reason: string, output: string }} CommandResult */
/** @typedef {{ cwd?: string, env?: Record<string, string>, minutes?: number }} RunOptions */
/**
 * What a part of the nightly run works with: an empty folder outside the project, and a way to run commands in the project.
 * @typedef {{ folder: string, run: (command: string, args: string[], options?: RunOptions) => Promise<CommandResult> }} Workspace
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
 * @param {(line: string) => void} [print]
 * @returns {Workspace}
 */
export function createWorkspace(folder, print = console.log) {
  return { folder, run: (command, args, options = {}) => run(command, args, { print, ...options }) };
}

/**
 * Runs a command to its end and passes on what it prints. At its limit the whole process group is killed.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions & { print: (line: string) => void }} options
 * @returns {Promise<CommandResult>}
 */
async function run(command, args, { print, cwd = PROJECT, env = {}, minutes = 10 }) {
  const name = basename(command);
  print(`\n$ ${command} ${args.join(' ')}`);
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
      print(`${name} | ${line}`);
    });
  let limit = '';
  const timer = setTimeout(() => {
    limit = `killed after ${minutes} min; `;
    if (group !== undefined) kill(group);
  }, minutes * 60_000);

  return await new Promise((settle) => {
    child.on('error', (error) => {
      clearTimeout(timer);
      settle({ ok: false, reason: error.message, output });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (group !== undefined) groups.delete(group);
      const last = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
      const reason =
        code === 0 ? '' : `${limit}${command} ended with ${signal ?? `exit code ${code}`}:\n${last}`;
      settle({ ok: code === 0, reason, output });
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
 * @param {string} subject
 * @param {(() => Promise<CommandResult>)[]} checks
 * @returns {Promise<Trial>}
 */
export async function runTrial(subject, checks) {
  for (const check of checks) {
    const { ok, reason } = await check();
    if (!ok) return { subject, state: 'failed', reason };
  }

  return { subject, state: 'passed', reason: '' };
}

/** Released browsers that are expected to leak, and one that is expected to be clean: a run of these exits with 0. */
const RELEASES = ['mint@3.4.0', 'mint@3.4.3', 'chrome@120'];

/**
 * A run of a few simulated releases with the default handset.
 * @param {Workspace} workspace
 * @param {{ out: string, env?: Record<string, string>, node?: string, releases?: readonly string[] }} options `out`: for its evidence
 */
export function runReleases(workspace, { out, env = {}, node = process.execPath, releases = RELEASES }) {
  return workspace.run(
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
 * @param {Workspace} workspace
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, node?: string, minutes?: number }} [options]
 */
export function runMocha(workspace, args, { env = {}, node = process.execPath, minutes = 20 } = {}) {
  return workspace.run(node, ['node_modules/mocha/bin/mocha.js', '--timeout', '120000', ...args], {
    env,
    minutes,
  });
}

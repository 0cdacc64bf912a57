#!/usr/bin/env node
// Everything a fresh machine needs, before anything of ours is installed: plain Node, no dependencies.
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distributionOf, inspect, isNodeNewEnough, OLDEST_NODE } from './checks.mjs';
import { onPath, thisMachine } from './environment.mjs';
import { isInstalled, noteInstalled } from './installed.mjs';
import { commandsFor } from './instructions.mjs';

/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {import('./environment.mjs').Machine} Machine */

/**
 * Installs what is missing where it may, and otherwise says which commands would.
 * @param {object} options
 * @param {Machine} options.machine
 * @param {string} options.project the folder of package.json
 * @param {boolean} options.tests whether what only the tests need is needed
 * @param {string} options.node this Node's version
 * @param {(line: string) => void} options.say
 * @returns {0 | 3}
 */
export function setUp({ machine, project, tests, node, say }) {
  if (!isNodeNewEnough(node)) {
    say(`Leakgate needs Node ${OLDEST_NODE} or newer; this is ${node}.`);

    return 3;
  }
  if (isInstalled(project)) noteInstalled(project);
  else if (!installPackages({ machine, project, say })) return 3;

  const lacking = missingOf(machine, tests);
  if (lacking.length === 0) return 0;
  const installable = lacking.filter((check) => check.apt.length > 0);
  const privilege = privilegeOf(machine);
  if (
    privilege &&
    installable.length > 0 &&
    !installWithApt({ machine, checks: installable, privilege, say })
  )
    return 3;

  const left = privilege ? missingOf(machine, tests) : lacking;
  for (const line of instructionsFor(left, machine)) say(line);

  return left.length === 0 ? 0 : 3;
}

/**
 * @param {{ machine: Machine, project: string, say: (line: string) => void }} options
 * @returns {boolean}
 */
function installPackages({ machine, project, say }) {
  say('Installing the npm packages that package-lock.json names (npm ci) ...');
  const done = run(machine, 'npm', ['ci', '--include=dev', '--loglevel=error'], { cwd: project });
  if (!done.ok) {
    say(`npm ci failed: ${done.why}`);

    return false;
  }
  noteInstalled(project);

  return true;
}

/**
 * @param {{ machine: Machine, checks: Check[], privilege: string[], say: (line: string) => void }} options
 * @returns {boolean}
 */
function installWithApt({ machine, checks, privilege, say }) {
  for (const check of checks) say(`Installing ${check.what} with apt (${check.apt.join(', ')}) ...`);
  const aptGet = (/** @type {string[]} */ ...args) => {
    const [command = 'apt-get', ...rest] = [
      ...privilege,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      ...args,
    ];

    return run(machine, command, rest);
  };
  const install = () =>
    aptGet('install', '-y', '-q', '--no-install-recommends', ...checks.flatMap((check) => check.apt));
  if (install().ok) return true;

  say('apt-get could not; its lists may be missing or old: apt-get update, and once more ...');
  const updated = aptGet('update', '-q');
  const done = updated.ok ? install() : updated;
  if (!done.ok) say(`apt-get failed: ${done.why}`);

  return done.ok;
}

/**
 * @param {Machine} machine
 * @returns {string[] | null} what stands before a command that changes the system; null where we may not
 */
function privilegeOf(machine) {
  const distribution = distributionOf(machine);
  if (distribution !== 'debian' && distribution !== 'ubuntu') return null;
  if (machine.uid === 0) return [];

  return onPath('sudo', machine).length > 0 && run(machine, 'sudo', ['-n', 'true']).ok
    ? ['sudo', '-n']
    : null;
}

/**
 * @param {Check[]} left
 * @param {Machine} machine
 * @returns {string[]}
 */
function instructionsFor(left, machine) {
  if (left.length === 0) return [];

  return [
    'Missing here:',
    ...left.map((check) => `  ${check.what}: ${check.missing}`),
    'To install it:',
    ...commandsFor(left, distributionOf(machine)).map((line) => `  ${line}`),
    'Then try again; `npx leakgate doctor` tells more.',
  ];
}

/**
 * @param {Machine} machine
 * @param {boolean} tests
 */
function missingOf(machine, tests) {
  return inspect(machine, { tests }).filter((check) => check.needed && check.found === null);
}

/**
 * @param {Machine} machine
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string }} [options]
 * @returns {{ ok: boolean, why: string }}
 */
function run(machine, command, args, options = {}) {
  const done = spawnSync(command, args, {
    ...options,
    env: machine.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const said = `${done.stdout ?? ''}\n${done.stderr ?? ''}`.trim().split('\n').slice(-8).join('\n  ');

  return {
    ok: done.status === 0,
    why: done.error?.message ?? `exit ${done.status ?? done.signal}\n  ${said}`,
  };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const project = dirname(dirname(fileURLToPath(import.meta.url)));
  process.exitCode = setUp({
    machine: thisMachine(),
    project,
    tests: process.argv.includes('test'),
    node: process.versions.node,
    say: (line) => void process.stderr.write(`${line}\n`),
  });
}

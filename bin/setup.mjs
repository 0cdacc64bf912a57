#!/usr/bin/env node
// Sets up a fresh machine. Runs before npm packages are installed, so that it imports none.
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distributionOf, inspect, isNodeNewEnough, OLDEST_NODE } from './checks.mjs';
import { onPath, thisMachine } from './environment.mjs';
import { isInstalled, noteInstalled } from './installed.mjs';
import { commandsFor } from './instructions.mjs';
import { describeVersions } from './versions.mjs';

/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {import('./environment.mjs').Machine} Machine */

/**
 * Installs what is missing, as root or with a sudo that asks for no password; otherwise prints the commands. Ends with a line that
 * names the version of each tool.
 * @param {object} options
 * @param {Machine} options.machine
 * @param {string} options.project the folder of package.json
 * @param {boolean} options.tests also installs what only the tests need
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

  const missing = missingOf(machine, tests);
  const privilege = missing.length > 0 ? privilegeOf(machine) : null;
  const installable = missing.filter((check) => check.apt.length > 0);
  if (
    privilege &&
    installable.length > 0 &&
    !installWithApt({ machine, checks: installable, privilege, say })
  )
    return 3;

  const left = privilege ? missingOf(machine, tests) : missing;
  for (const line of instructionsFor(left, machine)) say(line);
  if (left.length > 0) return 3;
  say(describeVersions(inspect(machine, { tests }), machine.env));

  return 0;
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
  // Old lists name old versions, or files that the mirror no longer has.
  const updated = aptGet('update', '-q');
  if (!updated.ok) say(`apt-get update failed, so that the lists may be old: ${updated.why}`);
  const installed = aptGet(
    'install',
    '-y',
    '-q',
    '--no-install-recommends',
    ...checks.flatMap((check) => check.apt),
  );
  if (!installed.ok) say(`apt-get install failed: ${installed.why}`);

  return installed.ok;
}

/**
 * @param {Machine} machine
 * @returns {string[] | null} the words before a command that changes the system; null where that is not allowed
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
    'Then try again. `npx leakgate doctor` lists all that is needed.',
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

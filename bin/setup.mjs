#!/usr/bin/env node
// Sets up a fresh machine. Runs before npm packages are installed, so that it imports none.
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distributionOf, inspect, isNodeNewEnough, OLDEST_NODE } from './checks.mjs';
import { findOnPath, thisMachine } from './environment.mjs';
import { isInstalled, recordInstalled } from './installed.mjs';
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
 * @param {(line: string) => void} options.print
 * @returns {0 | 3}
 */
export function setUp({ machine, project, tests, node, print }) {
  if (!isNodeNewEnough(node)) {
    print(`Leakgate needs Node ${OLDEST_NODE} or newer; this is Node ${node}.`);

    return 3;
  }
  if (isInstalled(project)) recordInstalled(project);
  else if (!installPackages({ machine, project, print })) return 3;

  const missing = findMissing(machine, tests);
  const privilege = missing.length > 0 ? findPrivilege(machine) : null;
  const installable = missing.filter((check) => check.apt.length > 0);
  if (
    privilege &&
    installable.length > 0 &&
    !installWithApt({ machine, checks: installable, privilege, print })
  )
    return 3;

  const stillMissing = privilege ? findMissing(machine, tests) : missing;
  for (const line of instructionsFor(stillMissing, machine)) print(line);
  if (stillMissing.length > 0) return 3;
  print(describeVersions(inspect(machine, { tests }), machine.env));

  return 0;
}

/**
 * @param {{ machine: Machine, project: string, print: (line: string) => void }} options
 * @returns {boolean}
 */
function installPackages({ machine, project, print }) {
  print('Installing the npm packages that package-lock.json names (npm ci) ...');
  const result = run(machine, 'npm', ['ci', '--include=dev', '--loglevel=error'], { cwd: project });
  if (!result.ok) {
    print(`npm ci failed: ${result.reason}`);

    return false;
  }
  recordInstalled(project);

  return true;
}

/**
 * @param {{ machine: Machine, checks: Check[], privilege: string[], print: (line: string) => void }} options
 * @returns {boolean}
 */
function installWithApt({ machine, checks, privilege, print }) {
  for (const check of checks) print(`Installing ${check.what} with apt (${check.apt.join(', ')}) ...`);
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
  if (!updated.ok) print(`apt-get update failed, so apt's package lists may be old: ${updated.reason}`);
  const installed = aptGet(
    'install',
    '-y',
    '-q',
    '--no-install-recommends',
    ...checks.flatMap((check) => check.apt),
  );
  if (!installed.ok) print(`apt-get install failed: ${installed.reason}`);

  return installed.ok;
}

/**
 * @param {Machine} machine
 * @returns {string[] | null} the words before a command that changes the system; null if that is not allowed
 */
function findPrivilege(machine) {
  const distribution = distributionOf(machine);
  if (distribution !== 'debian' && distribution !== 'ubuntu') return null;
  if (machine.uid === 0) return [];

  return findOnPath('sudo', machine).length > 0 && run(machine, 'sudo', ['-n', 'true']).ok
    ? ['sudo', '-n']
    : null;
}

/**
 * @param {Check[]} stillMissing
 * @param {Machine} machine
 * @returns {string[]}
 */
function instructionsFor(stillMissing, machine) {
  if (stillMissing.length === 0) return [];

  return [
    'Missing here:',
    ...stillMissing.map((check) => `  ${check.what}: ${check.missing}`),
    'To install it:',
    ...commandsFor(stillMissing, distributionOf(machine)).map((line) => `  ${line}`),
    'Then run the command again. `npx leakgate doctor` lists everything that is needed.',
  ];
}

/**
 * @param {Machine} machine
 * @param {boolean} tests
 */
function findMissing(machine, tests) {
  return inspect(machine, { tests }).filter((check) => check.needed && check.found === null);
}

/**
 * @param {Machine} machine
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string }} [options]
 * @returns {{ ok: boolean, reason: string }}
 */
function run(machine, command, args, options = {}) {
  const result = spawnSync(command, args, {
    ...options,
    env: machine.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const lastLines = `${result.stdout ?? ''}\n${result.stderr ?? ''}`
    .trim()
    .split('\n')
    .slice(-8)
    .join('\n  ');

  return {
    ok: result.status === 0,
    reason: result.error?.message ?? `exit ${result.status ?? result.signal}\n  ${lastLines}`,
  };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const project = dirname(dirname(fileURLToPath(import.meta.url)));
  process.exitCode = setUp({
    machine: thisMachine(),
    project,
    tests: process.argv.includes('test'),
    node: process.versions.node,
    print: (line) => void process.stderr.write(`${line}\n`),
  });
}

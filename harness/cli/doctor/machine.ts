import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { staleDriverCache } from '../../../bin/appium.mjs';
import { type Check, distributionOf, inspect, isNodeNewEnough, OLDEST_NODE } from '../../../bin/checks.mjs';
import { findAndroidSdk, type Machine, thisMachine } from '../../../bin/environment.mjs';
import { isInstalled } from '../../../bin/installed.mjs';
import { commandsFor } from '../../../bin/instructions.mjs';
import { javaMajor, readVersion, versionCommand } from '../../../bin/versions.mjs';
import { quote } from '../../handset/shell/quote.ts';
import { reasonOf } from '../../model/fault.ts';
import type { Diagnosis } from './diagnosis.ts';

const run = promisify(execFile);
const PROJECT = resolve(import.meta.dirname, '../../..');
const PROBE_LIMIT_MS = 20_000;
const OLDEST_JAVA = 17;

/** Everything that a run needs of this machine, in the order of the report. */
export async function examineMachine(machine: Machine = thisMachine()): Promise<Diagnosis[]> {
  const [packages, tools, loopback] = await Promise.all([
    Promise.all(['appium', 'appium-uiautomator2-driver', 'webdriverio', 'mockttp'].map(examinePackage)),
    examineTools(machine),
    examineLoopback(),
  ]);

  return [
    examineNode(process.versions.node),
    examineInstallation(),
    ...packages,
    examineAppiumDriver(),
    ...tools,
    examineAndroidHome(machine),
    loopback,
  ];
}

function examineNode(version: string): Diagnosis {
  if (isNodeNewEnough(version)) return { what: 'Node', state: 'fine', text: version, fix: [] };

  return {
    what: 'Node',
    state: 'missing',
    text: `${version} is too old`,
    fix: [`install Node ${OLDEST_NODE} or newer`],
  };
}

function examineInstallation(): Diagnosis {
  const what = 'npm packages';
  if (isInstalled(PROJECT))
    return { what, state: 'fine', text: 'the installed packages match package-lock.json', fix: [] };

  return {
    what,
    state: 'missing',
    text: 'the installed packages differ from package-lock.json',
    fix: ['npm ci'],
  };
}

async function examinePackage(name: string): Promise<Diagnosis> {
  try {
    const manifest = JSON.parse(
      await readFile(join(PROJECT, 'node_modules', name, 'package.json'), 'utf8'),
    ) as { version: string };

    return { what: name, state: 'fine', text: manifest.version, fix: [] };
  } catch (error) {
    return { what: name, state: 'missing', text: `cannot be read: ${reasonOf(error)}`, fix: ['npm ci'] };
  }
}

/** Whether Appium would use this project's driver. A run corrects a wrong path; an Appium that is started by hand does not. */
export function examineAppiumDriver(project = PROJECT): Diagnosis {
  const what = "Appium's driver";
  const stale = staleDriverCache(project);
  if (stale === null) return { what, state: 'fine', text: "this project's", fix: [] };

  return {
    what,
    state: 'optional',
    text: `Appium's stored path ${stale.problem}; the next run stores it again`,
    fix: [`only if you start Appium yourself: ${quote(['rm', '-r', dirname(stale.file)])}`],
  };
}

/** Examines the programs that the set-up looks for: whether each is installed and starts. */
async function examineTools(machine: Machine): Promise<Diagnosis[]> {
  const examined = await Promise.all(
    inspect(machine).map(async (check) => ({ check, diagnosis: await examineTool(check, machine) })),
  );
  const versions = new Map(
    examined
      .filter(({ diagnosis }) => diagnosis.state === 'fine')
      .map(({ check, diagnosis }) => [check.what, majorOf(diagnosis.text)]),
  );
  const [chromium, driver] = [versions.get('Chromium'), versions.get('chromedriver')];

  return examined.map(({ check, diagnosis }) =>
    check.what === 'chromedriver' && chromium !== undefined && driver !== undefined && chromium !== driver
      ? {
          ...diagnosis,
          state: 'optional',
          text: `${diagnosis.text}, but Chromium is ${chromium}`,
          fix: [check.otherwise],
        }
      : diagnosis,
  );
}

async function examineTool(check: Check, machine: Machine): Promise<Diagnosis> {
  const { what, found } = check;
  const fix = commandsFor([check], distributionOf(machine));
  if (found === null) return { what, state: check.needed ? 'missing' : 'optional', text: check.missing, fix };
  const command = versionCommand(check);
  if (!command) return { what, state: 'fine', text: found, fix: [] };
  try {
    const { stdout, stderr } = await run(command.file, command.args, { timeout: PROBE_LIMIT_MS });
    const version = readVersion(what, `${stdout}\n${stderr}`) ?? 'unknown version';
    if (what === 'Java' && javaMajor(version) < OLDEST_JAVA)
      return { what, state: 'missing', text: `${version} (${found}) is older than ${OLDEST_JAVA}`, fix };

    return { what, state: 'fine', text: `${version} (${found})`, fix: [] };
  } catch (error) {
    return { what, state: 'missing', text: `${found} does not start: ${firstLineOf(error)}`, fix };
  }
}

/** The SDK folder that Appium gets, which differs from ANDROID_HOME where that is not an SDK. */
function examineAndroidHome(machine: Machine): Diagnosis {
  const what = 'ANDROID_HOME';
  const set = machine.env['ANDROID_HOME'];
  const used = findAndroidSdk(machine)?.home;
  if (used === undefined)
    return { what, state: 'optional', text: set ? `${set} has no platform-tools/adb` : 'not set', fix: [] };
  if (set === used) return { what, state: 'fine', text: set, fix: [] };

  return {
    what,
    state: 'fine',
    text: `${set ? `${set} is not a complete Android SDK` : 'not set'}; ${used} is used`,
    fix: [],
  };
}

/** The recorder, Appium, adb and the handsets listen on free loopback ports. */
async function examineLoopback(): Promise<Diagnosis> {
  const what = 'ports on 127.0.0.1';
  const server = createServer();
  try {
    const port = await new Promise<number>((resolvePort, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (typeof address === 'object' && address) resolvePort(address.port);
        else reject(new Error('the operating system assigned no port'));
      });
    });

    return { what, state: 'fine', text: `available (${port} was free)`, fix: [] };
  } catch (error) {
    return {
      what,
      state: 'missing',
      text: `none available: ${reasonOf(error)}`,
      fix: ['allow programs to listen on 127.0.0.1'],
    };
  } finally {
    server.close();
  }
}

function majorOf(version: string): string | undefined {
  return /\d+/.exec(version)?.[0];
}

function firstLineOf(error: unknown): string {
  return reasonOf(error).split('\n', 1)[0] ?? '';
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findAndroidSdk,
  findChromedriver,
  findChromium,
  findFrameworkResources,
  findJava,
  findOnPath,
  thisMachine,
} from './environment.mjs';

/** @typedef {import('./environment.mjs').Machine} Machine */

/**
 * One thing that a run needs. `apt` and `brew` are the packages that contain it; where they are empty, `otherwise` says what to do
 * by hand. `needed` is false for what only packing and tests need.
 * @typedef {{ what: string, found: string | null, missing: string, apt: string[], brew: string[], otherwise: string, needed: boolean }} Check
 */

/** The oldest Node that Appium 3 and this project support. */
export const OLDEST_NODE = '20.19.0';

/**
 * Everything a run needs, in the order of the report. Looks at files only, so that it takes milliseconds.
 * @param {Machine} machine
 * @param {{ tests?: boolean }} [options] `tests`: also needs what only packing and the tests need
 * @returns {Check[]}
 */
export function inspect(machine, options = {}) {
  const sdk = findAndroidSdk(machine);
  const distribution = distributionOf(machine);
  const hasOnlySnaps = distribution === 'ubuntu';
  const checks = [
    {
      what: 'adb',
      found: sdk?.adb ?? null,
      missing: 'no Android SDK folder on this machine has platform-tools/adb',
      apt: ['adb'],
      brew: ['--cask android-platform-tools'],
      otherwise: "Install Android's platform tools and set ANDROID_HOME to the SDK's folder.",
      needed: true,
    },
    {
      what: 'Android build tools',
      found: sdk?.buildTools ?? null,
      missing: 'no build-tools folder next to adb has aapt2, apksigner and zipalign',
      apt: ['aapt', 'apksigner', 'zipalign'],
      brew: ['--cask android-commandlinetools'],
      otherwise:
        "Run sdkmanager 'platform-tools' 'build-tools;34.0.0', then set ANDROID_HOME to the folder of the Android SDK.",
      needed: true,
    },
    {
      what: 'Android framework resources',
      found: findFrameworkResources(machine),
      missing: 'the tests and packing a simulated browser need them; a run does not',
      apt: ['android-framework-res'],
      brew: [],
      otherwise:
        "Run sdkmanager 'platforms;android-34', then set ANDROID_HOME to the folder of the Android SDK.",
      needed: options.tests === true,
    },
    {
      what: 'Chromium',
      found: findChromium(machine),
      missing: hasOnlySnaps
        ? "Ubuntu's package chromium is a stub for a snap, which Leakgate cannot drive"
        : 'no Chromium or Chrome on PATH',
      apt: hasOnlySnaps ? [] : ['chromium'],
      brew: ['--cask chromium'],
      otherwise:
        'Install Google Chrome or a Chromium that is not a snap, or set CHROMIUM_PATH to such a program.',
      needed: true,
    },
    {
      what: 'chromedriver',
      found: findChromedriver(machine),
      missing: hasOnlySnaps
        ? "Ubuntu's package chromium-driver is a stub for a snap, which Leakgate cannot use"
        : 'no chromedriver on PATH',
      apt: hasOnlySnaps ? [] : ['chromium-driver'],
      brew: ['--cask chromedriver'],
      otherwise:
        'Install the chromedriver that has the version of your Chromium, or set CHROMEDRIVER_PATH to its path.',
      needed: true,
    },
    {
      what: 'Java',
      found: findJava(machine),
      missing: 'no java in JAVA_HOME or on PATH',
      apt: ['default-jre-headless'],
      brew: ['--cask temurin'],
      otherwise: 'Install a Java runtime, 17 or newer.',
      needed: true,
    },
    ...(options.tests === true && machine.platform === 'linux' ? [realAndroidParts(machine)] : []),
  ];

  return checks.map((check) => withWrongVariable(check, machine));
}

/**
 * Why a program was not found.
 * @param {string} what the name of a check
 * @param {Machine} [machine]
 * @returns {string}
 */
export function missingText(what, machine = thisMachine()) {
  return inspect(machine).find((check) => check.what === what)?.missing ?? `${what} was not found`;
}

/** The programs with which the tests compare the simulated handset, and the Debian package of each. */
const REAL_PARTS = {
  mksh: 'mksh',
  toybox: 'toybox',
  'xtables-legacy-multi': 'iptables',
  ip: 'iproute2',
  setpriv: 'util-linux',
  gcc: 'gcc',
};
/** Headers for gcc. */
const HEADERS = ['libc6-dev', 'linux-libc-dev'];

/**
 * Programs of an Android phone that Linux has too. Other systems skip the tests that need them.
 * @param {Machine} machine
 * @returns {Check}
 */
function realAndroidParts(machine) {
  const paths = Object.keys(REAL_PARTS).map((name) => findSystemProgram(name, machine));

  return {
    what: 'mksh, toybox, iptables and gcc',
    found: paths.includes(null) ? null : (paths[0] ?? null),
    missing: 'the tests compare the simulated handset with them; a run does not need them',
    apt: [...Object.values(REAL_PARTS), ...HEADERS],
    brew: [],
    otherwise: 'Install these programs, or run the tests on Debian.',
    needed: true,
  };
}

/**
 * A program on PATH or in a folder for root, which is often not on another user's PATH.
 * @param {string} name
 * @param {Machine} machine
 * @returns {string | null}
 */
function findSystemProgram(name, machine) {
  const env = { ...machine.env, PATH: `${machine.env['PATH'] ?? ''}:${join(machine.root, 'usr/sbin')}` };

  return findOnPath(name, { ...machine, env })[0] ?? null;
}

/**
 * @param {string} version e.g. `20.19.1`
 * @returns {boolean} whether this Node is new enough
 */
export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);

  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * @param {Machine} machine
 * @returns {'debian' | 'ubuntu' | 'macos' | 'other'} the distribution whose packages to name
 */
export function distributionOf(machine) {
  if (machine.platform === 'darwin') return 'macos';
  const release = readOrNull(join(machine.root, 'etc/os-release')) ?? '';
  const value = (/** @type {string} */ key) =>
    new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(release)?.[1] ?? '';
  if (findOnPath('apt-get', machine).length === 0) return 'other';
  if (value('ID') === 'ubuntu') return 'ubuntu';

  return [value('ID'), ...value('ID_LIKE').split(' ')].includes('debian') ? 'debian' : 'other';
}

/**
 * Variables that name where a program is, and what their value has to be. Installing a package does not help while one of them is
 * wrong.
 * @type {Readonly<Record<string, readonly [variable: string, value: string][]>>}
 */
const VARIABLES = {
  adb: [
    ['ANDROID_HOME', 'the folder of an Android SDK, with platform-tools/adb in it'],
    ['ANDROID_SDK_ROOT', 'the folder of an Android SDK, with platform-tools/adb in it'],
  ],
  Chromium: [
    ['CHROMIUM_PATH', 'the path of a Chromium or Google Chrome'],
    ['CHROME_BIN', 'the path of a Chromium or Google Chrome'],
  ],
  chromedriver: [
    ['CHROMEDRIVER_PATH', 'the path of a chromedriver'],
    ['CHROMEWEBDRIVER', 'the folder of a chromedriver'],
  ],
  Java: [['JAVA_HOME', 'the folder of a Java runtime, with bin/java in it']],
};

/**
 * A check that names the variable whose value is the reason that nothing was found.
 * @param {Check} check
 * @param {Machine} machine
 * @returns {Check}
 */
function withWrongVariable(check, { env }) {
  const [variable, value] = VARIABLES[check.what]?.find(([name]) => env[name]) ?? [];
  if (check.found !== null || variable === undefined || value === undefined) return check;

  return {
    ...check,
    missing: `${variable} is set to ${env[variable]}, which is not ${value}`,
    apt: [],
    brew: [],
    otherwise: `Set ${variable} to ${value}, or unset it.`,
  };
}

/** @param {string} file */
function readOrNull(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // Missing: the caller checks for that.
  }
}

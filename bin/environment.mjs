import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/**
 * The facts about a machine that decide where tools are found. Tests pass their own; `root` is the prefix of every well-known
 * absolute path.
 * @typedef {{ env: Record<string, string | undefined>, platform: string, home: string, root: string, uid: number }} Machine
 */

/**
 * `home` is the value for ANDROID_HOME. `buildTools` is the folder with aapt2, apksigner and zipalign; null where none has all three.
 * @typedef {{ home: string, adb: string, buildTools: string | null }} AndroidSdk
 */

/**
 * The machine this process runs on.
 * @returns {Machine}
 */
export function thisMachine() {
  return {
    env: process.env,
    platform: process.platform,
    home: homedir(),
    root: '/',
    uid: process.getuid?.() ?? -1,
  };
}

/**
 * The first SDK that has adb and the build tools, else the first that has adb, else null. Searches ANDROID_HOME,
 * ANDROID_SDK_ROOT, Debian's folder, and Android Studio's on Linux and macOS.
 * @param {Machine} [machine]
 * @returns {AndroidSdk | null}
 */
export function findAndroidSdk(machine = thisMachine()) {
  const found = sdkHomes(machine).flatMap((folder) => {
    const adb = folder ? join(folder, 'platform-tools/adb') : '';

    return folder && isExecutable(adb) ? [{ home: folder, adb, buildTools: findBuildTools(folder) }] : [];
  });

  return found.find((sdk) => sdk.buildTools !== null) ?? found[0] ?? null;
}

/**
 * Folders where an SDK may be.
 * @param {Machine} machine
 */
function sdkHomes({ env, home, root }) {
  return [
    env['ANDROID_HOME'],
    env['ANDROID_SDK_ROOT'],
    join(root, 'usr/lib/android-sdk'),
    join(home, 'Android/Sdk'),
    join(home, 'Library/Android/sdk'),
  ];
}

/**
 * The Android Emulator of an SDK, or of PATH.
 * @param {Machine} [machine]
 * @returns {string | null}
 */
export function findEmulator(machine = thisMachine()) {
  const homes = sdkHomes(machine).flatMap((folder) => (folder ? [join(folder, 'emulator/emulator')] : []));

  return [...homes, ...findOnPath('emulator', machine)].find(isExecutable) ?? null;
}

/**
 * Android's own resources, which aapt2 needs to compile a manifest: Debian's package, or the newest platform of an SDK.
 * @param {Machine} [machine]
 * @returns {string | null} an APK or JAR
 */
export function findFrameworkResources(machine = thisMachine()) {
  const debian = join(machine.root, 'usr/share/android-framework-res/framework-res.apk');
  if (isFile(debian)) return debian;
  const platforms = join(findAndroidSdk(machine)?.home ?? machine.root, 'platforms');

  return (
    listNewestFirst(platforms)
      .map((name) => join(platforms, name, 'android.jar'))
      .find(isFile) ?? null
  );
}

/**
 * A Chromium or Chrome that can run headless: CHROMIUM_PATH or CHROME_BIN, PATH, then macOS's application folder. A snap does not
 * count: it sees neither hidden folders nor the real /tmp.
 * @param {Machine} [machine]
 * @returns {string | null}
 */
export function findChromium(machine = thisMachine()) {
  const configured = machine.env['CHROMIUM_PATH'] || machine.env['CHROME_BIN'];
  if (configured) return isExecutable(configured) ? resolveWrapper(configured) : null;
  const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
  const applications = [
    'Chromium.app/Contents/MacOS/Chromium',
    'Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const candidates = [
    ...names.flatMap((name) => findOnPath(name, machine)),
    ...(machine.platform === 'darwin'
      ? applications.map((app) => join(machine.root, 'Applications', app))
      : []),
  ];

  const found = candidates.find((file) => isExecutable(file) && !isSnap(file));

  return found === undefined ? null : resolveWrapper(found);
}

/**
 * Debian's `bin/chromium` is a script that adds flags and starts `/usr/lib/chromium/chromium`, even where the package was unpacked
 * into another folder: returns the program next to the script.
 * @param {string} file
 */
function resolveWrapper(file) {
  const program = join(dirname(file), '../lib/chromium/chromium');

  return isExecutable(program) ? program : file;
}

/**
 * Chromium's driver: CHROMEDRIVER_PATH, the folder CHROMEWEBDRIVER names, PATH.
 * @param {Machine} [machine]
 * @returns {string | null}
 */
export function findChromedriver(machine = thisMachine()) {
  const configured = machine.env['CHROMEDRIVER_PATH'];
  if (configured) return isExecutable(configured) ? configured : null;
  const folder = machine.env['CHROMEWEBDRIVER'];
  const candidates = [
    ...(folder ? [join(folder, 'chromedriver')] : []),
    ...findOnPath('chromedriver', machine),
  ];

  return candidates.find((file) => isExecutable(file) && !isSnap(file)) ?? null;
}

/**
 * A Java runtime: JAVA_HOME, PATH. The /usr/bin/java that every macOS has is a stub until a runtime is installed.
 * @param {Machine} [machine]
 * @returns {string | null}
 */
export function findJava(machine = thisMachine()) {
  const home = machine.env['JAVA_HOME'];
  const candidates = [...(home ? [join(home, 'bin/java')] : []), ...findOnPath('java', machine)];

  const stub = join(machine.root, 'usr/bin/java');
  const runtimes = join(machine.root, 'Library/Java/JavaVirtualMachines');
  const isStub = (/** @type {string} */ file) =>
    machine.platform === 'darwin' && file === stub && listNewestFirst(runtimes).length === 0;

  return candidates.find((file) => isExecutable(file) && !isStub(file)) ?? null;
}

/**
 * Every executable file of that name on PATH, in PATH's order.
 * @param {string} name
 * @param {Machine} [machine]
 * @returns {string[]}
 */
export function findOnPath(name, machine = thisMachine()) {
  return (machine.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .filter(isExecutable);
}

/** @param {string} sdkHome */
function findBuildTools(sdkHome) {
  const folder = join(sdkHome, 'build-tools');
  const isComplete = (/** @type {string} */ version) =>
    ['aapt2', 'apksigner', 'zipalign'].every((tool) => isExecutable(join(folder, version, tool)));
  const version = listNewestFirst(folder).find(isComplete);

  return version === undefined ? null : join(folder, version);
}

/** @param {string} folder */
function listNewestFirst(folder) {
  try {
    return readdirSync(folder).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  } catch {
    return []; // No such folder, so that nothing is installed in it.
  }
}

/** @param {string} file */
function isFile(file) {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);

    return isFile(file);
  } catch {
    return false; // Not there, or this user may not run it.
  }
}

/**
 * Whether a file is a snap, or the stub that Ubuntu's package of the same name puts on PATH.
 * @param {string} file
 */
function isSnap(file) {
  if (/^\/snap\/|\/usr\/bin\/snap$/.test(realpathSync(file)) || file.startsWith('/snap/')) return true;
  if (statSync(file).size > 64 * 1024) return false; // A program, not a wrapper script.

  return readFileSync(file, 'latin1').includes('/snap/bin/');
}

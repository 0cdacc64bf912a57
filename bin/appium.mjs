import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

/** @typedef {{ file: string, problem: string }} StaleNote */

/** Appium's cache of installed drivers, relative to its home; appium 3.8.0, `lib/extension/manifest.js`. */
const DRIVER_CACHE = 'node_modules/.cache/appium/extensions.yaml';
const DRIVER = 'appium-uiautomator2-driver';

/**
 * Arguments and environment that start the project's own Appium on the loopback, with the project's folder as its home.
 * Removes a wrong cache of drivers first, so that Appium searches for them again.
 * @param {{ project: string, port: number, adbPort: number, sdkHome: string }} `sdkHome`: the value for ANDROID_HOME
 * @returns {{ args: string[], env: Record<string, string> }} arguments after `node`; variables to add to this process's environment
 */
export function prepareAppium({ project, port, adbPort, sdkHome }) {
  removeStaleDriverCache(project);

  return {
    args: [
      join(project, 'node_modules/appium/index.js'),
      '--address=127.0.0.1',
      `--port=${port}`,
      '--allow-insecure=uiautomator2:adb_shell',
      '--log-level=info',
      '--log-no-colors',
      '--log-timestamp',
    ],
    env: {
      ANDROID_HOME: sdkHome,
      ANDROID_SDK_ROOT: sdkHome,
      ANDROID_ADB_SERVER_PORT: String(adbPort),
      APPIUM_HOME: project,
    },
  };
}

const RESPONSE_LIMIT_MS = 2000;

/**
 * Whether Appium answers there. Another server that answers every request does not count.
 * @param {string} origin as `http://127.0.0.1:4723`
 * @param {number} [limitMs] how long it may take to answer
 * @returns {Promise<boolean>}
 */
export async function isAppiumRunning(origin, limitMs = RESPONSE_LIMIT_MS) {
  try {
    const response = await fetch(`${origin}/status`, { signal: AbortSignal.timeout(limitMs) });
    const body = /** @type {{ value?: { build?: { version?: unknown } } } | null} */ (await response.json());

    return response.ok && typeof body?.value?.build?.version === 'string';
  } catch {
    return false; // Refused, silent, or not JSON: no Appium.
  }
}

/**
 * Whether Appium's cache names a driver other than the project's. The cache has absolute paths and is renewed only when
 * package.json changes, so in a moved or copied clone it names a missing driver, or another clone's.
 * @param {string} project
 * @returns {StaleNote | null} null if the cache is right, or does not exist yet
 */
export function staleDriverCache(project) {
  const file = join(project, DRIVER_CACHE);
  const text = readOrNull(file);
  if (text === null) return null;
  const cachedDriver = cachedDriverPath(text);
  if (cachedDriver === null) return { file, problem: 'names no UiAutomator2 driver' };
  const ownDriver = join(project, 'node_modules', DRIVER);

  return realPathOrNull(cachedDriver) === realPathOrNull(ownDriver)
    ? null
    : { file, problem: `names ${cachedDriver}` };
}

/** @param {string} project */
function removeStaleDriverCache(project) {
  const stale = staleDriverCache(project);
  if (stale) rmSync(dirname(stale.file), { recursive: true, force: true });
}

/**
 * @param {string} text
 * @returns {string | null} the driver's folder, as the cache has it
 */
function cachedDriverPath(text) {
  try {
    const { drivers } =
      /** @type {{ drivers?: Record<string, { pkgName?: string, installPath?: string }> }} */ (parse(text));

    return Object.values(drivers ?? {}).find(({ pkgName }) => pkgName === DRIVER)?.installPath ?? null;
  } catch {
    return null; // Not YAML: Appium cannot read it either.
  }
}

/**
 * @param {string} path
 * @returns {string | null} the real path, as node_modules may be a link; null if it does not exist
 */
function realPathOrNull(path) {
  try {
    return realpathSync(path);
  } catch {
    return null; // The cache names a driver that is gone.
  }
}

/** @param {string} file */
function readOrNull(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // Appium has not run here yet.
  }
}

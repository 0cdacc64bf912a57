import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

/** @typedef {{ file: string, why: string }} StaleNote */

/** What Appium notes once of its drivers, below its home; appium 3.8.0, `lib/extension/manifest.js`. */
const NOTE = 'node_modules/.cache/appium/extensions.yaml';
const DRIVER = 'appium-uiautomator2-driver';

/**
 * How the project's own Appium is started, with the project's folder as its home, on the loopback. What it noted of its
 * drivers is taken away first where that is wrong, so that it looks for them anew.
 * @param {{ project: string, port: number, adbPort: number, sdkHome: string }} where `sdkHome` is what ANDROID_HOME has to be
 * @returns {{ args: string[], env: Record<string, string> }} what stands behind `node`, and beside this process's environment
 */
export function prepareAppium({ project, port, adbPort, sdkHome }) {
  forgetStaleDriver(project);

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

const ANSWER_LIMIT_MS = 2000;

/**
 * Whether an Appium answers there, and no other server that has a word for every question.
 * @param {string} origin as `http://127.0.0.1:4723`
 * @param {number} [limitMs] how long it may take to answer
 * @returns {Promise<boolean>}
 */
export async function appiumAnswers(origin, limitMs = ANSWER_LIMIT_MS) {
  try {
    const response = await fetch(`${origin}/status`, { signal: AbortSignal.timeout(limitMs) });
    const body = /** @type {{ value?: { build?: { version?: unknown } } } | null} */ (await response.json());

    return response.ok && typeof body?.value?.build?.version === 'string';
  } catch {
    return false; // Refused, silent, or not JSON: no Appium.
  }
}

/**
 * Whether Appium has noted another driver than the project's. It notes absolute paths and looks again only when package.json
 * changes, so that a clone that was moved or copied has it look for a driver that is gone, or take another clone's.
 * @param {string} project
 * @returns {StaleNote | null} null where the note is right, or there is none yet
 */
export function staleDriverNote(project) {
  const file = join(project, NOTE);
  const text = readOrNull(file);
  if (text === null) return null;
  const noted = notedPath(text);
  if (noted === null) return { file, why: 'tells of no UiAutomator2 driver' };
  const own = join(project, 'node_modules', DRIVER);

  return placeOf(noted) === placeOf(own) ? null : { file, why: `leads to ${noted}` };
}

/** @param {string} project */
function forgetStaleDriver(project) {
  const stale = staleDriverNote(project);
  if (stale) rmSync(dirname(stale.file), { recursive: true, force: true });
}

/**
 * @param {string} text
 * @returns {string | null} where the note says that the driver is
 */
function notedPath(text) {
  try {
    const { drivers } =
      /** @type {{ drivers?: Record<string, { pkgName?: string, installPath?: string }> }} */ (parse(text));

    return Object.values(drivers ?? {}).find(({ pkgName }) => pkgName === DRIVER)?.installPath ?? null;
  } catch {
    return null; // No YAML: Appium could not read it either.
  }
}

/**
 * @param {string} path
 * @returns {string | null} without links, as node_modules may be one; null where nothing is there
 */
function placeOf(path) {
  try {
    return realpathSync(path);
  } catch {
    return null; // Gone: what is noted of it leads nowhere.
  }
}

/** @param {string} file */
function readOrNull(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // Not there: Appium has not run here yet.
  }
}

import {
  type ActivityManager,
  AndroidError,
  type AppProcess,
  type Device,
  type InstalledPackage,
  type StartRequest,
} from '../device.ts';
import { createCovering } from '../screens/covering.ts';
import type { Screen } from '../screens/screen.ts';
import { launcherActivity, launcherPackage, launcherScreen } from '../screens/launcher.ts';
import { paintScreen } from '../screens/paint.ts';
import { is32Bit } from '../packages/system-packages.ts';
import { createTouch } from '../screens/touch.ts';
import { type BrowserProcess, type ProcessFactories, startBrowserProcess } from './browser-process.ts';
import { createInstrumentation } from './instrumentation.ts';
import { processFactories } from './process-factories.ts';

/** Appium's helper app: its activity is invisible, only its process matters. */
const SETTINGS_APP = 'io.appium.settings';
const FIRST_PID = 4000;
/** AOSP Process.java FIRST_ISOLATED_UID; ProcessList.java assigns them in order. */
const FIRST_ISOLATED_UID = 99_100;

/**
 * Starts and ends the apps of the handset, and tracks which one is in front. Only simulated browsers can run; starting another
 * package fails.
 */
export function createActivityManager(
  device: Device,
  factories: ProcessFactories = processFactories,
): ActivityManager {
  const browsers = new Map<string, BrowserProcess>();
  const helpers = new Map<string, AppProcess>();
  const exclusive = createQueue();
  let front: BrowserProcess | undefined;
  let lastPid = FIRST_PID;
  let lastIsolated = FIRST_ISOLATED_UID;
  let lastSerial = 0;
  let clipboard = '';
  const launcher = launcherScreen(++lastSerial);
  const covering = createCovering(
    device.chaos,
    () => ++lastSerial,
    () => {
      const name = front?.app.package;
      if (name !== undefined) void exclusive(() => end(name, true));
    },
  );
  /** The app that a dialog of the system is about: the one that was started last. */
  let subject: string = launcherPackage;
  const frontScreen = (): Screen => covering()?.screen ?? front?.ui.front() ?? launcher;
  const nextPid = (): number => ++lastPid;

  const input = createTouch({
    front: frontScreen,
    home: () => manager.home(),
    clipboard: () => clipboard,
    unmodelled: device.unmodelled,
  });
  const instrumentation = createInstrumentation(device, nextPid, {
    front: frontScreen,
    input,
    secure: () => front?.ui.secure() ?? false,
    screenshot: () => manager.screenshot(),
    clipboard: {
      get: () => clipboard,
      set: (text) => {
        clipboard = text;
      },
    },
  });

  async function end(name: string, forced: boolean): Promise<void> {
    instrumentation.stopPackage(name);
    const helper = helpers.get(name);
    if (helper) device.processes.end(helper.pid);
    helpers.delete(name);
    const process = browsers.get(name);
    if (!process) return;
    browsers.delete(name);
    if (front === process) front = undefined;
    await process.end(forced);
    const { installed, declaration } = process.app;
    if (declaration.update !== null && device.packages.get(name)?.versionCode === installed.versionCode)
      device.packages.applyUpdate(name, declaration.update);
  }

  function startHelper({ package: name, uid }: InstalledPackage): void {
    const process = { pid: nextPid(), uid, name, package: name };
    device.processes.start({ ...process, is32Bit: is32Bit(name) });
    helpers.set(name, process);
  }

  async function goHome(): Promise<void> {
    front?.toBackground();
    front = undefined;
  }

  async function start(request: StartRequest): ReturnType<ActivityManager['start']> {
    const installed = checkActivity(device, request);
    const began = device.clock.uptime();
    const answer = (status: 'ok' | 'brought-to-front') => ({
      status,
      totalMs: Math.round(device.clock.uptime() - began),
      activity: request.activity,
    });
    if (request.stopFirst) await end(installed.package, true);
    if (installed.package === SETTINGS_APP) {
      if (!helpers.has(SETTINGS_APP)) startHelper(installed);

      return answer('ok');
    }
    checkRunnable(device, installed);
    const known = browsers.get(installed.package);
    const process = known ?? (await startBrowser(installed, request.activity));
    if (front !== process) await goHome();
    front = process;
    subject = installed.package;
    process.activity = request.activity;
    process.toForeground();
    deliver(process, request);

    return answer(known ? 'brought-to-front' : 'ok');
  }

  async function startBrowser(installed: InstalledPackage, activity: string): Promise<BrowserProcess> {
    const process = await startBrowserProcess(device, installed, {
      nextPid,
      activity,
      factories,
      nextSerial: () => ++lastSerial,
      moveToBackground: (leaving) => {
        if (front === leaving) void exclusive(goHome);
      },
      exit: (leaving) => {
        if (front === leaving) front = undefined;
        void exclusive(() => leaving.whenSettled().then(() => endIfSame(leaving)));
      },
      crashed: (dead) => void exclusive(() => endIfSame(dead)),
    });
    browsers.set(installed.package, process);

    return process;
  }

  async function endIfSame(process: BrowserProcess): Promise<void> {
    if (browsers.get(process.app.package) === process) await end(process.app.package, false);
  }

  device.inFlight.addSource(() =>
    [...browsers.values()].flatMap(({ ui }) => ui.loadingUrls().map((url) => `loading ${url}`)),
  );
  device.network.onChange(() => {
    for (const process of browsers.values()) process.networkChanged();
  });

  const manager: ActivityManager = {
    start: (request) => exclusive(() => start(request)),
    forceStop: (name) => exclusive(() => end(name, true)),
    kill: (name) => exclusive(() => end(name, false)),
    home: () => exclusive(goHome),
    focused() {
      const window = covering();
      if (window?.activity !== undefined) return { package: window.package, activity: window.activity };
      const title = window?.title === undefined ? {} : { window: `${window.title}: ${subject}` };
      if (!front) return { package: launcherPackage, activity: launcherActivity, ...title };
      const dialog = front.ui.covering();
      if (dialog?.activity !== undefined) return { package: dialog.package, activity: dialog.activity };

      return {
        package: front.app.package,
        activity: front.activity,
        ...(dialog?.title !== undefined && { window: dialog.title }),
        ...title,
      };
    },
    secure: () => front?.ui.secure() ?? false,
    processes: () => [
      ...[...browsers.values()].flatMap(({ app, isolated }) => [app, ...isolated]),
      ...helpers.values(),
      ...instrumentation.processes(),
    ],
    bindService(name) {
      const installed = device.packages.get(name);
      if (installed && !browsers.has(name) && !helpers.has(name)) startHelper(installed);
    },
    startIsolated(name) {
      const process = browsers.get(name);
      if (!process) throw new AndroidError(`${name} is not running`);

      return process.startIsolated(++lastIsolated);
    },
    enginePids: () => Array.from(browsers.values(), ({ enginePid }) => enginePid),
    input,
    screenshot: () => paintScreen(frontScreen().build(), front?.ui.secure() ?? false),
    instrument: () => instrumentation.start(),
    async stop() {
      instrumentation.stop();
      await exclusive(async () => {
        for (const name of browsers.keys()) await end(name, true);
      });
    },
  };

  return manager;
}

/** The installed package of a request. Throws `am`'s message if there is no such activity. */
function checkActivity(device: Device, { package: name, activity }: StartRequest): InstalledPackage {
  const installed = device.packages.get(name);
  if (installed?.activities.includes(activity)) return installed;
  const short = activity.startsWith(`${name}.`) ? activity.slice(name.length) : activity;

  throw new AndroidError(`Error type 3\nError: Activity class {${name}/${short}} does not exist.`);
}

function checkRunnable(device: Device, installed: InstalledPackage): void {
  if (installed.browser) return;
  device.unmodelled.report('ui', `starting ${installed.package}`);

  throw new AndroidError(
    `Error: the simulated handset cannot run ${installed.package}: its APK contains no assets/browser.json. Use a real phone.`,
  );
}

function deliver(process: BrowserProcess, { action, data, activity }: StartRequest): void {
  if (action === 'android.intent.action.VIEW' && data !== undefined) process.ui.view(data);
  else if (/Settings\w*$/.test(activity)) process.ui.openSettings();
}

/** Runs actions one after another, also after one has failed. */
function createQueue(): <T>(action: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();

  return (action) => {
    const next = last.then(action, action);
    last = next.catch(() => {}); // the caller gets the error

    return next;
  };
}

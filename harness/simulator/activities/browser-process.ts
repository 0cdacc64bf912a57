import type { BrowserApp, ScriptEvent, ScriptEventData, ScriptHost, WebEngine } from '../app.ts';
import { AndroidError, type AppProcess, type Device, type InstalledPackage, type Timer } from '../device.ts';
import { reasonOf } from '../../model/fault.ts';
import { type BrowserPermissions, type BrowserUi, createBrowserUi } from '../screens/browser-ui.ts';
import { unmodelledIn } from '../screens/modelled.ts';
import { readAppState, writeAppState } from './app-state.ts';
import { freezeLater, addFreezerFile } from './freezer.ts';

/** Creates the parts of an app process other than its screens. */
export interface ProcessFactories {
  launchEngine: (app: BrowserApp, device: Device) => Promise<WebEngine>;
  startScript: (app: BrowserApp, device: Device, source: string) => Promise<ScriptHost>;
}

export interface BrowserProcess {
  readonly app: BrowserApp;
  readonly ui: BrowserUi;
  /** Its isolated processes. */
  readonly isolated: readonly AppProcess[];
  /** Starts another isolated process under an unused UID; returns the UID. */
  startIsolated: (uid: number) => number;
  readonly enginePid: number;
  /** The activity that was started last, fully qualified. */
  activity: string;
  toBackground: () => void;
  toForeground: () => void;
  networkChanged: () => void;
  /** Resolves when running handlers have ended, or Android's limit for them has passed. */
  whenSettled: () => Promise<void>;
  /** Ends the process without calling handlers. A forced end also cancels its jobs, as `am force-stop` does. */
  end: (forced: boolean) => Promise<void>;
}

interface ProcessOptions {
  nextPid: () => number;
  activity: string;
  factories: ProcessFactories;
  nextSerial: () => number;
  /** Called when the app goes to the background, exits, or its web engine crashes. */
  moveToBackground: (process: BrowserProcess) => void;
  exit: (process: BrowserProcess) => void;
  crashed: (process: BrowserProcess, reason: string) => void;
}

/** Starts the process of an installed simulated browser: web engine, script, screens, in this order. */
export async function startBrowserProcess(
  device: Device,
  installed: InstalledPackage,
  options: ProcessOptions,
): Promise<BrowserProcess> {
  const { browser } = installed;
  if (!browser) throw new AndroidError(`the APK of ${installed.package} contains no browser.json`);
  const app: BrowserApp = {
    pid: options.nextPid(),
    uid: installed.uid,
    name: installed.package,
    package: installed.package,
    installed,
    declaration: browser.declaration,
    foreground: true,
  };
  device.processes.start(app);
  const { engine, script } = await startParts(app, device, browser.source, options.factories).catch(
    (error: unknown) => {
      device.processes.end(app.pid);
      throw error;
    },
  );
  let freezeTimer: Timer | undefined;
  let hasEnded = false;
  const pendingHandlers = new Set<Promise<void>>();

  function emit(event: ScriptEvent, data?: ScriptEventData): void {
    if (hasEnded) return;
    const handling: Promise<void> = script
      .emit(event, data)
      .catch((error) => reportFailure(`the handlers of ${event}`, error))
      .finally(() => pendingHandlers.delete(handling));
    pendingHandlers.add(handling);
  }

  function reportFailure(what: string, error: unknown): void {
    if (!hasEnded) device.unmodelled.report('script', `${app.package}: ${what}: ${reasonOf(error)}`);
  }

  for (const what of unmodelledIn(app.declaration)) device.unmodelled.report('ui', `${app.package}: ${what}`);
  const earlierState = readAppState(installed.dataDir);
  const saveState = (privateTabs: string[]): void =>
    writeAppState(installed.dataDir, { versionCode: installed.versionCode, privateTabs });
  const { restoredOnRelaunch, demotedOnRelaunch } = app.declaration.private;
  const openedUrls = new Set<string>();
  const hasRestore = restoredOnRelaunch || demotedOnRelaunch;
  const ui = createBrowserUi({
    app,
    engine,
    script,
    locale: localeOf(device),
    emit,
    nextSerial: options.nextSerial,
    leave: () => options.moveToBackground(process),
    exit: () => {
      emit('kill');
      options.exit(process);
    },
    tabsChanged: () => {
      if (!hasRestore || hasEnded) return;
      for (const url of ui.privateUrls()) if (url !== '') openedUrls.add(url);
      saveState(demotedOnRelaunch ? [...openedUrls] : ui.privateUrls());
    },
    reportFailure,
    hasGooglePlay: device.options.googlePlay === true,
    permissions: permissionsOf(device, app.package),
  });

  const removeFreezerFile = addFreezerFile(device.files, app);
  const isolated: AppProcess[] = [];
  const startIsolated = (uid: number): number => {
    const name = `${app.package}:sandboxed_process${isolated.length}`;
    const started = { pid: options.nextPid(), uid, name, package: app.package };
    isolated.push(started);
    device.processes.start(started);

    return uid;
  };
  for (const uid of app.declaration.isolated) startIsolated(uid);
  const process: BrowserProcess = {
    app,
    ui,
    isolated,
    startIsolated,
    enginePid: engine.pid,
    activity: options.activity,
    toBackground() {
      app.foreground = false;
      emit('background');
      freezeTimer = freezeLater(device, app.declaration.frozenAfterMs, () => {
        app.frozen = true;
        emit('freeze');
      });
    },
    toForeground() {
      freezeTimer?.cancel();
      if (app.frozen) {
        app.frozen = false;
        emit('thaw');
      }
      if (app.foreground) return;
      app.foreground = true;
      emit('foreground');
    },
    networkChanged: () => emit('networkChanged'),
    async whenSettled() {
      await Promise.all(pendingHandlers);
    },
    async end(forced) {
      hasEnded = true;
      removeFreezerFile();
      for (const { pid } of [app, ...isolated]) device.processes.end(pid);
      freezeTimer?.cancel();
      await Promise.all([script.stop({ forced }), engine.close()]);
    },
  };

  engine.crashed
    .then((reason) => {
      if (!hasEnded) options.crashed(process, reason);
    })
    .catch((error) => reportFailure('the watch for web engine crashes', error));
  if (earlierState && earlierState.versionCode !== installed.versionCode) emit('update');
  emit('launch');
  saveState([]);
  if (hasRestore && earlierState)
    ui.restorePrivate(earlierState.privateTabs, { private: !demotedOnRelaunch });

  return process;
}

/** A decision of the user is kept with the flag that AOSP's dialog sets. */
function permissionsOf({ packages }: Device, name: string): BrowserPermissions {
  return {
    mayAsk(permission) {
      const state = packages.permissions.get(name, permission);

      return state !== undefined && !state.granted && !state.flags.has('USER_FIXED');
    },
    decide: (permission, granted) =>
      packages.permissions.set(name, permission, { granted, flags: new Set(['USER_SET']) }),
  };
}

async function startParts(
  app: BrowserApp,
  device: Device,
  source: string,
  factories: ProcessFactories,
): Promise<{ engine: WebEngine; script: ScriptHost }> {
  const engine = await factories.launchEngine(app, device);
  const script = await factories.startScript(app, device, source).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });

  return { engine, script };
}

function localeOf(device: Device): string {
  return device.properties.get('persist.sys.locale') ?? device.properties.get('ro.product.locale') ?? 'en-US';
}

import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { browserSchema } from '../../../model/browser.ts';
import { createDevicePorts } from '../../adbd/ports.ts';
import type {
  NavigationKind,
  ScriptEvent,
  ScriptEventData,
  ScriptHost,
  Tab,
  TabEvents,
  WebEngine,
} from '../../app.ts';
import { DEFAULT_ANDROID, rulesOf } from '../../android.ts';
import { createChaos } from '../../chaos.ts';
import { createClock } from '../../clock.ts';
import type { ActivityManager, Device, InstalledPackage, StartRequest } from '../../device.ts';
import { createInFlight } from '../../net/in-flight.ts';
import { createPacketLog } from '../../net/packet-log.ts';
import { createPermissions } from '../../packages/permissions.ts';
import { encodePng } from '../../screens/png.ts';
import { createActivityManager } from '../manager.ts';

export type DoubledTab = Tab & { calls: string[]; isClosed: boolean };

/** A handset with screens only: its web engine and its script record their calls. */
export interface DoubledHandset {
  device: Device;
  manager: ActivityManager;
  tabs: DoubledTab[];
  events: { event: ScriptEvent; data: ScriptEventData }[];
  settings: Map<string, string | boolean | number>;
  reports: string[];
  /** How the script was stopped, each time. */
  stops: ('forced' | 'killed')[];
  /** The default network became another. */
  changeNetwork: () => void;
  crash(reason: string): void;
  /** A request to the handset's port 6790. */
  ask(method: string, path: string, body?: unknown): Promise<Asked>;
  stop(): Promise<void>;
}

/** A response of the UiAutomator2 server, and how many pieces it came in. */
export interface Asked {
  status: number;
  value: unknown;
  pieces: number;
}

export const browserPackage = 'com.mi.globalbrowser.mini';
export const browserActivity = 'com.miui.android.apps.chrome.Main';
/** The browser started as its icon does it. */
export const browserStart: StartRequest = {
  package: browserPackage,
  activity: browserActivity,
  action: undefined,
  data: undefined,
  categories: [],
  stopFirst: false,
};
export const settingsActivity = 'com.android.browser.BrowserSettingsActivity';

/** A handset with one simulated browser, the packages of Appium, and a vendor's APK that cannot run. */
export function createDoubledHandset(
  declaration: Record<string, unknown> = {},
  android: number = DEFAULT_ANDROID,
  { googlePlay = false }: { googlePlay?: boolean } = {},
): DoubledHandset {
  const dataDir = mkdtempSync(join(tmpdir(), 'leakgate-screens-'));
  const clock = createClock(1000);
  const tabs: DoubledTab[] = [];
  const events: DoubledHandset['events'] = [];
  const settings = new Map<string, string | boolean | number>();
  const reports: string[] = [];
  const stops: DoubledHandset['stops'] = [];
  const properties = new Map<string, string>();
  let crash: (reason: string) => void = () => {};
  const installed = [
    packageOf(browserPackage, dataDir, [browserActivity, settingsActivity], declaration),
    packageOf('io.appium.settings', dataDir, ['io.appium.settings.Settings']),
    packageOf('io.appium.uiautomator2.server', dataDir, []),
    packageOf('io.appium.uiautomator2.server.test', dataDir, []),
    packageOf('com.vendor.browser', dataDir, ['com.vendor.browser.Main']),
  ];
  const find = (name: string) => installed.find((known) => known.package === name);
  let notifyNetwork = () => {};
  const device = {
    options: { speed: 1, rooted: true, su: 'aosp', googlePlay, workDir: dataDir },
    rules: rulesOf(android),
    clock,
    chaos: createChaos(),
    inFlight: createInFlight(createPacketLog(clock), clock),
    unmodelled: {
      report: (kind: string, what: string) => reports.push(`${kind}: ${what}`),
      list: () => [],
    },
    properties: {
      get: (name: string) => properties.get(name),
      set: (name: string, value: string) => void properties.set(name, value),
      list: () => [],
    },
    settings: { get: () => undefined },
    packages: { get: find, permissions: createPermissions(rulesOf(android), find) },
    ports: createDevicePorts(),
    network: { type: 'WIFI', onChange: (listener: () => void) => void (notifyNetwork = listener) },
    processes: { start: () => undefined, end: () => undefined },
    files: { makeDirectory: () => undefined, provide: () => undefined, remove: () => true },
  } as unknown as Device;
  const script: ScriptHost = {
    emit: async (event, data = {}) => void events.push({ event, data }),
    setSetting: (name, value) => void settings.set(name, value),
    getSetting: (name) => settings.get(name),
    stop: async (options) => void stops.push(options?.forced === true ? 'forced' : 'killed'),
  };
  const manager = createActivityManager(device, {
    startScript: async () => script,
    launchEngine: async () => doubledEngine(tabs, (trigger) => (crash = trigger)),
  });

  return {
    device,
    manager,
    tabs,
    events,
    settings,
    reports,
    stops,
    crash: (reason) => crash(reason),
    changeNetwork: () => notifyNetwork(),
    ask: (method, path, body) => ask(device, method, path, body),
    async stop() {
      await manager.stop();
      clock.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function packageOf(
  name: string,
  dataDir: string,
  activities: string[],
  declaration?: Record<string, unknown>,
): InstalledPackage {
  const browser = declaration && {
    declaration: browserSchema.parse({
      family: 'mint',
      package: name,
      versionName: '3.4.0',
      versionCode: 30400,
      activity: browserActivity,
      ...declaration,
    }),
    source: '',
  };

  return {
    package: name,
    versionName: '3.4.0',
    versionCode: 30400,
    minSdk: 21,
    targetSdk: 29,
    debuggable: false,
    signer: '',
    uid: 10_100,
    system: false,
    apkFile: '',
    codePath: '',
    dataDir,
    launchActivity: activities[0],
    activities,
    browser,
    firstInstallTime: 0,
    lastUpdateTime: 0,
  };
}

function doubledEngine(tabs: DoubledTab[], onCrash: (trigger: (reason: string) => void) => void): WebEngine {
  return {
    pid: 4711,
    openTab: async ({ private: isPrivate }) => {
      const tab = doubledTab(isPrivate, String(tabs.length));
      tabs.push(tab);

      return tab;
    },
    crashed: new Promise((resolve) => onCrash(resolve)),
    close: async () => {},
  };
}

function doubledTab(isPrivate: boolean, id: string): DoubledTab {
  const calls: string[] = [];
  const listeners: { [E in keyof TabEvents]?: TabEvents[E] } = {};
  const recordCall = (call: string): Promise<void> => {
    calls.push(call);

    return Promise.resolve();
  };
  const tab = {
    id,
    private: isPrivate,
    url: '',
    title: '',
    loading: false,
    calls,
    isClosed: false,
    async navigate(url: string, how: NavigationKind) {
      await recordCall(`navigate ${url} ${how}`);
      listeners.navigationStart?.({ url, how });
      Object.assign(tab, { url, title: `Title of ${url}` });
      listeners.navigationFinish?.({ url, title: tab.title, how });
    },
    tap: (x: number, y: number) => recordCall(`tap ${x} ${y}`),
    scroll: (dx: number, dy: number) => recordCall(`scroll ${dx} ${dy}`),
    type: (text: string) => recordCall(`type ${text}`),
    back: async () => false,
    reload: () => recordCall('reload'),
    screenshot: async () => encodePng({ width: 1, height: 1, pixels: Uint8Array.from([255, 0, 0, 255]) }),
    on: <E extends keyof TabEvents>(event: E, listener: TabEvents[E]) => {
      listeners[event] = listener;
    },
    close: async () => {
      tab.isClosed = true;
    },
  };

  return tab;
}

async function ask(device: Device, method: string, path: string, body?: unknown): Promise<Asked> {
  const connection = await device.ports.dial(6790);
  let pieces = 0;
  connection.on('data', () => (pieces += 1));
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request({ method, path, createConnection: () => connection }, resolve);
    sent.on('error', reject);
    sent.end(body === undefined ? '' : JSON.stringify(body));
  });
  const { value } = (await json(answer)) as { value: unknown };
  connection.destroy();

  return { status: answer.statusCode ?? 0, value, pieces };
}

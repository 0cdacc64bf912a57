import * as z from 'zod';
import type { BrowserApp, ScriptHost } from '../app.ts';
import type { Device } from '../device.ts';
import type { NativeApp } from '../net/app-stack.ts';
import { runCodec } from './codec.ts';
import { runCrypto } from './crypto.ts';
import { identityOf } from './identity.ts';
import { jobSchema, jobsOf } from './jobs.ts';
import { createNetworkCalls } from './network-calls.ts';
import { createSandbox, errorOf, type GuestEntry, type Sandbox } from './sandbox.ts';
import { openStorage, type PackageStorage } from './storage.ts';
import { createScriptTimers } from './timers.ts';
import { encodeWire, type Wire } from './wire.ts';

/** How long the handlers of an event are awaited, handset milliseconds. */
const HANDLERS_LIMIT_MS = 5000;

/** What a script reports: what it logs, and errors in its handlers. */
export interface ScriptReports {
  log(text: string): void;
  failed(place: string, error: string): void;
}

/**
 * Starts a release's own code in the process of its app. What it reports goes to stderr with the package's name, unless
 * `reports` takes it. Rejects with a `ScriptError` if the code fails to start.
 */
export async function startScript(
  app: BrowserApp,
  device: Device,
  source: string,
  reports = reportsOnStderr(app),
): Promise<ScriptHost> {
  const running = await runScript(app, device, source, reports);
  const jobs = jobsOf(device);
  jobs.processStarted(app.package, running.runJob);

  return {
    emit: running.emit,
    setSetting: (name, value) => running.storage.setSetting(name, value),
    getSetting: (name) => running.storage.getSetting(name),
    async stop(options) {
      running.stop();
      if (options?.forced) jobs.cancelAll(app.package);
      else jobs.processEnded(app.package, (index) => runJobAlone(app, device, index, reports));
    },
  };
}

/** Starts the package's currently installed code for one job. */
async function runJobAlone(
  app: BrowserApp,
  device: Device,
  index: number,
  reports: ScriptReports,
): Promise<void> {
  const installed = device.packages.get(app.package) ?? app.installed;
  const running = await runScript({ ...app, installed }, device, installed.browser?.source ?? '', reports);
  try {
    await running.runJob(index);
  } finally {
    running.stop();
  }
}

function reportsOnStderr(app: BrowserApp): ScriptReports {
  const log = (text: string) => void process.stderr.write(`[${app.package}] ${text}\n`);

  return { log, failed: (place, error) => log(`browser.js failed in ${place}: ${error}`) };
}

interface RunningScript {
  emit: ScriptHost['emit'];
  runJob(index: number): Promise<void>;
  storage: PackageStorage;
  stop(): void;
}

async function runScript(
  app: BrowserApp,
  device: Device,
  source: string,
  reports: ScriptReports,
): Promise<RunningScript> {
  const { clock, network } = device;
  const proxy = network.proxy();
  const storage = openStorage(app.installed.dataDir);
  const identity = identityOf(device, app.installed, storage.uuid());
  const ownApp: NativeApp = { pid: app.pid, uid: app.uid, targetSdk: app.installed.targetSdk, proxy };
  const waiting = new Map<number, () => void>();
  let lastId = 0;
  const guest: { sandbox?: Sandbox } = {};
  let stopped = false;
  let frozen = false;
  /** Whether the last event was `freeze`: a `thaw` may overtake the handlers of an earlier `freeze`. */
  let isFreezing = false;
  /** Calls into the script that wait until it is loaded, or until its process is no longer frozen. */
  let delayedCalls: (() => void)[] = [];
  /** Network calls of the script that have not ended. */
  const pendingCalls = new Set<{ description: string }>();
  // A script is only active in its calls and timers, and not while its process is frozen.
  const removeSource = device.inFlight.addSource(() =>
    frozen ? [] : Array.from(pendingCalls, ({ description }) => `${description} of ${app.package}`),
  );

  const callGuest = (entry: GuestEntry, ...args: (string | number | Wire)[]) => {
    if (stopped) return;
    if (frozen || !guest.sandbox) delayedCalls.push(() => callGuest(entry, ...args));
    else guest.sandbox.enter(entry, ...args);
  };
  const release = () => {
    const delayed = delayedCalls;
    delayedCalls = [];
    for (const action of delayed) action();
  };
  const timers = createScriptTimers(clock, (id) => {
    // The script's own work takes real time too.
    const release = clock.hold();
    callGuest('timer', id);
    release();
  });
  const net = createNetworkCalls(device, (id, event, data) =>
    callGuest('socket', id, event, encodeWire(data)),
  );

  /** Settles the script's promise `id` with the result of `work`. The clock runs at 1 until then, as networks take real time. */
  const settle = (description: string, id: unknown, work: () => Promise<unknown>) => {
    const number = z.number().parse(id);
    const call = { description };
    pendingCalls.add(call);
    const release = clock.hold();
    const answer = (kind: 'value' | 'error', value: unknown) => {
      pendingCalls.delete(call);
      callGuest('settle', number, kind, encodeWire(value));
      release();
    };
    // The async function turns a synchronous exception into a rejection.
    (async () => await work())().then(
      (value) => answer('value', value),
      (error: unknown) => answer('error', errorOf(error)),
    );
  };
  /** The app and storage of another installed package, or of the app itself if the name is empty. */
  const packageOf = (name: unknown) => {
    if (name === '') return { app: ownApp, storage };
    const bound = device.packages.get(String(name));
    if (!bound) throw new Error(`${String(name)} is not installed`);

    const process = device.activities.processes().find(({ package: of }) => of === name);

    return {
      app: { pid: process?.pid ?? app.pid, uid: bound.uid, targetSdk: bound.targetSdk, proxy },
      storage: openStorage(bound.dataDir),
    };
  };
  let registeredJobs = 0;

  const calls: Record<string, (...args: unknown[]) => unknown> = {
    now: () => clock.now(),
    log: (text) => reports.log(String(text)),
    failed: (place, error) => reports.failed(String(place), String(error)),
    unmodelled: (description) => device.unmodelled.report('script', String(description)),
    done: (id) => waiting.get(Number(id))?.(),
    after: (id, ms) => timers.after(z.number().parse(id), z.number().nonnegative().parse(ms)),
    'after.cancel': (id) => timers.cancel(z.number().parse(id)),
    'storage.get': (name, key) => packageOf(name).storage.get(String(key)),
    'storage.set': (name, key, value) => packageOf(name).storage.set(String(key), value),
    'storage.delete': (name, key) => packageOf(name).storage.delete(String(key)),
    'storage.keys': (name) => packageOf(name).storage.keys(),
    'storage.clear': (name) => packageOf(name).storage.clear(),
    'settings.get': (name) => storage.getSetting(String(name)),
    'settings.set': (name, value) =>
      storage.setSetting(String(name), z.union([z.string(), z.number(), z.boolean()]).parse(value)),
    identity: () => identity,
    property: (name) => device.properties.get(String(name)) ?? '',
    network: () => {
      const { type, validated, metered } = network;

      return { type, validated, metered, proxy: proxy ?? null };
    },
    codec: (...args) => runCodec(args),
    crypto: (...args) => runCrypto(args),
    request: (name, options, id) => settle('a request', id, () => net.request(packageOf(name).app, options)),
    websocket: (url, options, id) => settle('a WebSocket', id, () => net.openSocket(ownApp, url, options)),
    'websocket.send': (socket, data, id) => settle('a message', id, () => net.sendSocket(socket, data)),
    'websocket.close': (socket, id) => settle('a close', id, () => net.closeSocket(socket)),
    datagram: (options, id) => settle('a datagram', id, () => net.datagram(ownApp, options)),
    tcp: (options, id) => settle('a TCP exchange', id, () => net.tcp(ownApp, options)),
    lookup: (name, options, id) => settle('a lookup', id, () => net.lookup(ownApp, name, options)),
    bind(name) {
      device.packages.fetch(String(name));
      const { uid } = packageOf(name).app;
      device.activities.bindService(String(name));

      return { uid };
    },
    isolate: () => device.activities.startIsolated(app.package),
    job(options) {
      jobsOf(device).schedule(app.package, registeredJobs, jobSchema.parse(options));
      registeredJobs += 1;

      return registeredJobs - 1;
    },
    'job.cancel': (index) => jobsOf(device).cancel(app.package, Number(index)),
  };

  guest.sandbox = await createSandbox(
    source,
    (name, args) => {
      const call = calls[name];
      if (!call || stopped) throw new Error(`not modelled: ${name}`);

      return call(...args);
    },
    (place, error) => reports.failed(place, error),
  );
  release();

  /** Calls into the script and waits until it calls `done`, or until the limit. */
  async function callAndWait(limitMs: number, begin: (id: number) => void): Promise<void> {
    const id = ++lastId;
    let timer: { cancel(): void } | undefined;
    await new Promise<void>((resolve) => {
      waiting.set(id, resolve);
      timer = clock.after(limitMs, resolve);
      begin(id);
    });
    timer?.cancel();
    waiting.delete(id);
  }

  return {
    storage,
    async emit(event, data = {}) {
      if (stopped) return;
      if (event === 'freeze') isFreezing = true;
      if (event === 'thaw') {
        isFreezing = false;
        frozen = false;
        timers.thaw();
        release();
      }
      await callAndWait(HANDLERS_LIMIT_MS, (id) => callGuest('emit', id, event, encodeWire(data)));
      if (event === 'freeze' && isFreezing && !frozen) {
        frozen = true;
        timers.freeze();
      }
    },
    runJob: (index) => callAndWait(JOB_LIMIT_MS, (id) => callGuest('job', index, id)),
    stop() {
      stopped = true;
      removeSource();
      timers.stop();
      net.stop();
      for (const done of waiting.values()) done();
    },
  };
}

/** Android stops a job after ten minutes (AOSP `JobServiceContext.java`). */
const JOB_LIMIT_MS = 600_000;

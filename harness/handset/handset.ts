import type { Browser } from 'webdriverio';
import { reasonOf } from '../model/fault.ts';
import type { HandsetFacts } from '../model/handset.ts';
import type { IdentityValue } from '../model/identity.ts';
import { type NewUids, type AttributionResult, createAppWatcher } from './app-watch.ts';
import { isSender, readApps, type Keyboard, readKeyboard, type WatchedApp, watchedUids } from './apps.ts';
import { isAwake } from './awake.ts';
import { createDirectTraffic, type DirectTraffic } from './direct/direct-traffic.ts';
import type { DirectReadings } from './direct/readings.ts';
import { readEngineHosts } from './engine-hosts.ts';
import { readFacts } from './facts.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { readIdentity } from './identity-values.ts';
import { firedSwitch, startDeadManSwitch } from './dead-man-switch.ts';
import {
  findBrokenPath,
  intercept,
  type Interception,
  type InterceptionRequest,
  PROXY_PORT,
} from './intercept.ts';
import { type Journal, openJournal, type RestoreResult } from './journal/journal.ts';
import { setProperty } from './properties.ts';
import { type NetworkReading, readNetwork } from './network.ts';
import { type Denial, denyNotifications } from './packages/notifications.ts';
import { type Packages, packagesOf } from './packages/packages.ts';
import { type PacketCounters, packetCounters } from './packets/counters.ts';
import { controlPaths, type PathControl } from './path-control.ts';
import { type PhoneState, readPhoneState } from './phone-state.ts';
import { type Phone, reachPhone } from './phone.ts';
import { createRedirect, type Redirect } from './redirect.ts';
import { restorePhone } from './restore.ts';
import { forceJob, readScheduledJobs, type ScheduledJob } from './scheduled-jobs.ts';
import { type Screen, screenOf } from './screen.ts';
import { isSecureWindow } from './secure-window.ts';
import { type AdbAddress, localAdb, localStreams } from './shell/adb.ts';
import { HandsetLost } from './shell/runner.ts';
import { sessionRunner } from './shell/session.ts';
import { createTrust, type TrustReading } from './trust/trust.ts';
import { type WaitResult, type WaitWatch, waitOnPhone } from './wait.ts';
import { counted } from '../model/counted.ts';

export interface HandsetOptions {
  /** A UiAutomator2 session on the phone, with `newCommandTimeout: 0` and `mobile: shell` allowed. */
  session: Browser;
  serial: string;
  /** The adb on the machine that the phone is plugged into. */
  adb: AdbAddress;
  /** Where this machine keeps its journals; see `journalFolder()`. */
  journalDir: string;
  /** By how much the limits of commands are longer than usual; 1 by default. See `limitScale()`. */
  limitScale?: number;
  log(line: string): void;
}

/** A phone that is controlled through its Appium session. The harness changes a phone only through this interface. */
export interface Handset extends Pick<Phone, 'serial' | 'shell' | 'asRoot'>, Packages, Screen {
  readonly session: Browser;
  readonly phone: Phone;
  /** Changes that are not undone yet. */
  readonly journal: Journal;
  readonly counters: PacketCounters;
  /** Denies a package the permission to show notifications, so that no dialog asks for it; undone by `pm clear` and `restore`. */
  denyNotifications(name: string): Promise<Denial>;
  /** The phone's facts, and how its traffic reaches the recorder now. */
  facts(): Promise<HandsetFacts>;
  /**
   * Redirects the phone's traffic to the recorder. Call it before the release starts: apps read the settings at
   * start.
   */
  intercept(request: InterceptionRequest): Promise<Interception>;
  /** What broke in the path to the recorder since `intercept`, in a sentence; undefined while it works. */
  findBrokenPath(): Promise<string | undefined>;
  /** What an app sees of the recorder's CA; undefined if it does not run. Call it after `intercept`. */
  trust(name: string): Promise<TrustReading | undefined>;
  /** Whether the phone kept running, and what may hold uploads of these apps back. */
  state(apps: readonly WatchedApp[]): Promise<PhoneState>;
  /** The phone's default network. */
  network(): Promise<NetworkReading>;
  /** The keyboard in use; undefined where the phone has none. */
  keyboard(): Promise<Keyboard | undefined>;
  /**
   * The release and its installed helpers for every user, and the keyboard, each with its UIDs. Reads again after
   * each install.
   */
  apps(name: string, helpers: readonly string[]): Promise<WatchedApp[]>;
  /**
   * Starts to attribute traffic to these apps: each gets its own recorder port, and packets of the browser and its helpers are
   * counted. Call it after `intercept`. Traffic from unknown UIDs is recorded separately and counted too.
   */
  watchApps(apps: readonly WatchedApp[]): Promise<AttributionResult>;
  /** Proves where requests of each redirected UID arrive; empty where traffic is not redirected by UID. Call it after `watchApps`. */
  controlPaths(): Promise<PathControl[]>;
  /** Finds UIDs that appeared since `watchApps`, and watches those of the release and its helpers. */
  findNewUids(name: string, helpers: readonly string[]): Promise<NewUids>;
  /**
   * Counts of what the watched apps sent without the proxy: connections that were redirected to the recorder, in total, and packets that
   * were refused since the last reading.
   */
  readDirect(): Promise<DirectReadings>;
  /** Checks the path to the recorder from end to end. */
  readonly heartbeat: Heartbeat;
  /** Whether the newest window of a package forbids screenshots; null where the phone does not report it. */
  isSecure(name: string): Promise<boolean | null>;
  /** Whether the main process of a package runs unfrozen; null where the phone cannot report it. */
  awake(name: string): Promise<boolean | null>;
  /** The jobs that Android keeps for these packages; undefined where the phone does not list them. */
  scheduledJobs(packages: readonly string[]): Promise<ScheduledJob[] | undefined>;
  /** Sets a system property until the phone is restored. */
  setProperty(name: string, value: string): Promise<void>;
  /** Runs a scheduled job now, whatever it waits for. */
  forceJob(job: ScheduledJob): Promise<void>;
  /** The phone's values that identify its owner, including the release's own. */
  identityValues(name: string): Promise<IdentityValue[]>;
  /**
   * Waits in handset time, then for quiet. With a `package`, also checks during the wait whether its main process is
   * awake.
   */
  wait(handsetMs: number, watch: Omit<WaitWatch, 'awake'> & { package?: string }): Promise<WaitResult>;
  /** `host:port` of each connection that the stand-in engine wanted for itself and was refused; none on a real phone. */
  engineHosts(): Promise<string[]>;
  /** Undoes every change in reverse order; retries through the local adb if something could not be undone. */
  restore(): Promise<RestoreResult>;
}

/** Opens a phone. First undoes the changes that a crashed run left on it. */
export async function openHandset(options: HandsetOptions): Promise<Handset> {
  const { session, serial } = options;
  const log = (line: string): void => options.log(line);
  const phone = await reachPhone(
    serial,
    sessionRunner(session),
    localAdb(options.adb, serial),
    options.limitScale,
    log,
  );
  let interception: Interception | 'none' = 'none';
  let interceptionRequest: InterceptionRequest | undefined;
  let redirect: Redirect | undefined;
  let direct: DirectTraffic | undefined;
  const facts = await readFacts(phone, interception);
  const journal = await openJournal(phone, options.journalDir, facts.simulated);
  if (journal.pending().length > 0) {
    log(`${serial}: undoing ${counted(journal.pending().length, 'change')} that an earlier run made`);
    logFailures(await journal.restore(), serial, log);
  }
  const trust = createTrust(phone, journal);
  const packages = packagesOf(phone, session, journal, facts.sdk);
  const counters = packetCounters(phone, journal, (uid) => direct?.covers(uid) ?? false);
  const watcher = createAppWatcher(phone, counters, facts.sdk);
  const heartbeat = createHeartbeat({
    open: localStreams(options.adb, serial),
    target: () =>
      interceptionRequest?.heartbeatUrl === undefined
        ? undefined
        : { url: interceptionRequest.heartbeatUrl, devicePort: PROXY_PORT },
  });

  return {
    serial,
    session,
    phone,
    journal,
    shell: (command, options) => phone.shell(command, options),
    asRoot: (command, options) => phone.asRoot(command, options),
    ...packages,
    ...screenOf(session),
    denyNotifications: (name) => denyNotifications(phone, journal, name),
    counters,
    heartbeat,
    facts: () => readFacts(phone, interception),
    async intercept(request) {
      interception = await intercept(phone, journal, trust, request);
      interceptionRequest = request;
      if (request.heartbeatUrl !== undefined)
        await startDeadManSwitch(phone, journal, { url: request.heartbeatUrl, speed: facts.speed }).catch(
          (error: unknown) => {
            if (error instanceof HandsetLost) throw error;
            // It protects the phone's network, and no evidence depends on it.
            log(`${serial}: nothing will remove the proxy if Leakgate is killed: ${reasonOf(error)}`);
          },
        );
      redirect = request.listenFor && createRedirect(phone, journal, PROXY_PORT, request.listenFor);
      direct = request.listenFor && createDirectTraffic(phone, journal, request.listenFor);

      return interception;
    },
    findBrokenPath: async () =>
      interceptionRequest === undefined
        ? 'the traffic of the phone is not redirected to a recorder'
        : ((await whyBroken(phone, interceptionRequest.recorderPort)) ??
          (await redirect?.findBreak()) ??
          (await direct?.findBreak())),
    trust: (name) => trust.read(name),
    state: (apps) =>
      readPhoneState(phone, watchedUids(apps), [
        ...new Set(apps.flatMap((app) => (isSender(app) ? [app.package] : []))),
      ]),
    network: () => readNetwork(phone),
    keyboard: () => readKeyboard(phone, packages),
    apps: (name, helpers) => readApps(phone, packages, facts.sdk, name, helpers),
    watchApps: (apps) => watcher.watch(apps, redirect, interceptionRequest ?? {}, direct),
    findNewUids: (name, helpers) => watcher.findNew(name, helpers, redirect, direct),
    readDirect: async () => (await direct?.read()) ?? { redirected: [], refused: [] },
    isSecure: (name) => isSecureWindow(phone, name),
    async controlPaths() {
      const url = interceptionRequest?.heartbeatUrl;
      if (url === undefined) return [];
      const paths = await controlPaths(phone, redirect?.uids() ?? [], { url, proxyPort: PROXY_PORT });
      // The browser itself may use the common port.
      if (paths.some(({ reached }) => reached !== 'own')) interceptionRequest?.refuseUnredirected?.(false);

      return paths;
    },
    awake: (name) => isAwake(phone, facts, name),
    scheduledJobs: (names) => readScheduledJobs(phone, names),
    setProperty: (name, value) => setProperty(phone, journal, name, value),
    forceJob: (job) => forceJob(phone, job),
    identityValues: (name) => readIdentity(phone, name),
    wait: (handsetMs, { package: name, ...watch }) =>
      waitOnPhone(phone, journal, facts, handsetMs, {
        ...watch,
        ...(name !== undefined && { awake: () => isAwake(phone, facts, name) }),
      }),
    engineHosts: () => readEngineHosts(phone, facts.simulated),
    async restore() {
      await heartbeat.stop();
      await counters.stopReading();
      const restored = await journal.restore();
      interception = 'none';
      [interceptionRequest, redirect, direct] = [undefined, undefined, undefined];
      if (restored.failed.length === 0) return restored;
      // The session may have failed, and the local adb works without one.
      const second = await restorePhone(serial, options.adb, options.journalDir).catch((error: unknown) => {
        log(`${serial}: ${reasonOf(error)}`);

        return { undone: [], failed: restored.failed };
      });
      logFailures(second, serial, log);

      return { undone: [...restored.undone, ...second.undone], failed: second.failed };
    },
  };
}

function logFailures(restored: RestoreResult, serial: string, log: (line: string) => void): void {
  for (const { what, why } of restored.failed) log(`${serial}: could not undo ${what}: ${why}`);
}

async function whyBroken(phone: Phone, recorderPort: number): Promise<string | undefined> {
  const broken = await findBrokenPath(phone, recorderPort);

  return broken === undefined ? undefined : ((await firedSwitch(phone)) ?? broken);
}

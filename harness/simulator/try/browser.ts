import { setTimeout as sleep } from 'node:timers/promises';
import type { Responder } from '../../model/origin.ts';
import type { BrowserDeclaration } from '../../model/browser.ts';
import type { ScriptEvent, ScriptEventData, ScriptHost } from '../app.ts';
import { type BareDevice, createBareDevice } from '../bare-device.ts';
import type { SinkAuthority } from '../net/certificates.ts';
import type { Sources } from '../pack/sources.ts';
import { statisticsSetting } from '../screens/statistics.ts';
import { startScript } from '../script/host.ts';
import { identityOf } from '../script/identity.ts';
import { jobsOf } from '../script/jobs.ts';
import { ScriptError } from '../script/sandbox.ts';
import { openStorage } from '../script/storage.ts';
import { installBrowser } from './installed.ts';
import { refuseDirect } from './refuse-direct.ts';
import { createSentLog, type SentItem } from './sent-log.ts';

/** An error in a script: the handler or timer in which it happened, and the error with its name and stack. */
export interface ScriptFailure {
  place: string;
  error: string;
}

/** A simulated browser whose script runs on a bare device: without screens and web engine, events come from the caller. */
export interface TriedBrowser {
  readonly declaration: BrowserDeclaration;
  readonly device: BareDevice;
  /** Starts the process: `launch`, and at the first start the answer to the consent dialog, if the browser has one. */
  start(): Promise<void>;
  /** Ends the process as `am force-stop` does. */
  end(): Promise<void>;
  /** Calls the handlers of an event, then waits for {@link EVENT_MS}, whether the handlers have ended or not. */
  emit(event: ScriptEvent, data?: ScriptEventData): Promise<void>;
  /** Lets handset time pass, then waits until no call of the script is pending. */
  wait(handsetMs: number): Promise<void>;
  /**
   * Forces the scheduled jobs of the release, as a run does before it stops the app, and lets them upload. Resolves to how many
   * were forced, and which of them did not run.
   */
  forceJobs(): Promise<{ forced: number; pending: { package: string; id: number }[] }>;
  /** Everything that was sent so far, in order. */
  sent(): readonly SentItem[];
  failures(): readonly ScriptFailure[];
  /** What the script logged. */
  logged(): readonly string[];
  /** The identifiers that the script gets, by name. */
  identifiers(): Record<string, string>;
  /** Frees everything. */
  stop(): Promise<void>;
}

/** Handset time passes as fast as timers fire; the clock stops for each one. */
const SPEED = 2000;
/** Handset milliseconds between two events. */
const EVENT_MS = 100;
/** How long forced jobs get to upload, handset milliseconds, as in a run. */
const FORCED_MS = 15_000;
/** Real milliseconds without a pending call of the script; what was sent has then arrived. */
const QUIET_MS = 30;
const QUIET_LIMIT_MS = 5000;
const POLL_MS = 5;

/** The port of the handset's proxy, if it has one. */
const PROXY_PORT = 8888;

export interface TryBrowserOptions {
  /** Answers the script's requests. */
  respond: Responder;
  authority: SinkAuthority;
  /** Set a proxy on the handset, as a run does. It changes nothing but what the script can see. */
  proxied?: boolean;
  /** Refuse what apps send over UDP and IPv6, as a run does on a rooted phone. */
  refusing?: boolean;
}

/** Installs a simulated browser on a bare device of its own. */
export async function tryBrowser(
  { declaration, script }: Sources,
  { respond, authority, proxied = false, refusing = false }: TryBrowserOptions,
): Promise<TriedBrowser> {
  const log = createSentLog(() => device.clock);
  const device = await createBareDevice({ respond, authority, speed: SPEED, observer: log });
  if (proxied) {
    device.tunnel(PROXY_PORT, device.network.internetPort);
    device.settings.put('global', 'http_proxy', `127.0.0.1:${PROXY_PORT}`);
  }
  if (refusing) refuseDirect(device);
  const app = installBrowser(device, declaration, script);
  const failures: ScriptFailure[] = [];
  const logged: string[] = [];
  const reports = {
    log: (text: string) => void logged.push(text),
    failed: (place: string, error: string) => void failures.push({ place, error }),
  };
  let running: ScriptHost | undefined;
  let wasStarted = false;

  async function wait(handsetMs: number): Promise<void> {
    device.clock.setFast(true);
    await device.clock.sleep(handsetMs);
    device.clock.setFast(false);
    await waitUntilQuiet(device);
  }

  async function emit(event: ScriptEvent, data: ScriptEventData = {}): Promise<void> {
    running?.emit(event, data).catch((error: unknown) => reports.failed(event, String(error)));
    await wait(EVENT_MS);
  }

  return {
    declaration,
    device,
    async start() {
      running = await startScript(app, device, script, reports).catch((error: unknown) => {
        if (!(error instanceof ScriptError)) throw error;
        reports.failed('the start of browser.js', error.message);

        return undefined;
      });
      if (!wasStarted && declaration.statistics)
        running?.setSetting(statisticsSetting, declaration.statistics.checked);
      await emit('launch');
      if (!wasStarted && declaration.consent) await emit('consent', { answer: 'agree' });
      wasStarted = true;
    },
    async end() {
      await running?.stop({ forced: true });
      running = undefined;
    },
    emit,
    wait,
    async forceJobs() {
      const jobs = jobsOf(device);
      const before = jobs.list(declaration.package);
      for (const { index } of before) jobs.force(declaration.package, index);
      if (before.length > 0) await wait(FORCED_MS);
      const pending = jobs
        .list(declaration.package)
        .filter(({ index, lastRunAt }) => before.find((job) => job.index === index)?.lastRunAt === lastRunAt)
        .map(({ index }) => ({ package: declaration.package, id: index }));

      return { forced: before.length, pending };
    },
    sent: () => log.items(),
    failures: () => failures,
    logged: () => logged,
    identifiers() {
      const { androidId, uuid, advertisingId } = identityOf(
        device,
        app.installed,
        openStorage(app.installed.dataDir).uuid(),
      );

      return { android_id: androidId, uuid, advertising_id: advertisingId };
    },
    async stop() {
      await running?.stop({ forced: true });
      await device.stop();
    },
  };
}

/** Waits until no call of the script is pending. Sockets alone do not count: an idle WebSocket stays open. */
async function waitUntilQuiet({ inFlight }: BareDevice): Promise<void> {
  const end = performance.now() + QUIET_LIMIT_MS;
  let quietSince = performance.now();
  while (performance.now() < end && performance.now() - quietSince < QUIET_MS) {
    await sleep(POLL_MS);
    if (inFlight.list().some((name) => !/^(?:tcp|udp) /.test(name))) quietSince = performance.now();
  }
}

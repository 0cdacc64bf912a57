import type { Browser } from 'webdriverio';
import { reasonOf } from '../model/fault.ts';
import type { HandsetFacts } from '../model/handset.ts';
import { readEngineHosts } from './engine-hosts.ts';
import { readFacts } from './facts.ts';
import { brokenWay, intercept, type Interception, type InterceptionRequest } from './intercept.ts';
import { type Journal, openJournal, type Restored } from './journal/journal.ts';
import { isValidated } from './network.ts';
import { type Packages, packagesOf } from './packages/packages.ts';
import { type PacketCounters, packetCounters } from './packets/counters.ts';
import { type Phone, reachPhone } from './phone.ts';
import { restorePhone } from './restore.ts';
import { type Screen, screenOf } from './screen.ts';
import { type AdbAddress, adbBeside } from './shell/adb.ts';
import { sessionRunner } from './shell/session.ts';
import { type WaitResult, type WaitWatch, waitOnPhone } from './wait.ts';

export interface HandsetOptions {
  /** A UiAutomator2 session on the phone, with `newCommandTimeout: 0` and `mobile: shell` allowed. */
  session: Browser;
  serial: string;
  /** The adb beside the phone. */
  adb: AdbAddress;
  /** Where this machine keeps its journals; see `journalFolder()`. */
  journalDir: string;
  log(line: string): void;
}

/** A phone through its Appium session: everything that the harness does to it. */
export interface Handset extends Pick<Phone, 'serial' | 'shell' | 'asRoot'>, Packages, Screen {
  readonly session: Browser;
  readonly phone: Phone;
  /** Changes that are not undone yet. */
  readonly journal: Journal;
  readonly counters: PacketCounters;
  /** What the phone says of itself, and how its traffic reaches the recorder now. */
  facts(): Promise<HandsetFacts>;
  /** Leads the phone's traffic to the recorder. Before the release is started: apps take it at their start. */
  intercept(request: InterceptionRequest): Promise<Interception>;
  /** What broke of the way to the recorder since `intercept`, in a sentence; undefined while it still leads there. */
  brokenWay(): Promise<string | undefined>;
  /** Whether Android holds the network for validated; undefined where it does not say. */
  validated(): Promise<boolean | undefined>;
  /** Waits on the phone's own clock, then for quiet. */
  wait(handsetMs: number, watch: WaitWatch): Promise<WaitResult>;
  /** Hosts that a simulated handset's stand-in web engine contacted by itself; none on a real phone. */
  engineHosts(): Promise<string[]>;
  /** Undoes every change, in reverse; by the adb beside the phone where the session is gone. */
  restore(): Promise<Restored>;
}

/** Opens a phone and undoes what a crashed run left on it, before anything else is done to it. */
export async function openHandset(options: HandsetOptions): Promise<Handset> {
  const { session, serial } = options;
  const log = (line: string): void => options.log(line);
  const phone = await reachPhone(serial, sessionRunner(session), adbBeside(options.adb, serial));
  let interception: Interception | 'none' = 'none';
  let recorderPort: number | undefined;
  const facts = await readFacts(phone, interception);
  const journal = await openJournal(phone, options.journalDir, facts.simulated);
  if (journal.pending().length > 0) {
    log(`${serial}: undoing what an earlier run left: ${journal.pending().length} changes`);
    tellRestored(await journal.restore(), serial, log);
  }

  return {
    serial,
    session,
    phone,
    journal,
    shell: (command, how) => phone.shell(command, how),
    asRoot: (command, how) => phone.asRoot(command, how),
    ...packagesOf(phone, session, journal),
    ...screenOf(session),
    counters: packetCounters(phone, journal),
    facts: () => readFacts(phone, interception),
    async intercept(request) {
      interception = await intercept(phone, journal, facts.sdk, request);
      recorderPort = request.recorderPort;

      return interception;
    },
    brokenWay: async () =>
      recorderPort === undefined ? 'nothing leads to a recorder' : await brokenWay(phone, recorderPort),
    validated: () => isValidated(phone),
    wait: (handsetMs, watch) => waitOnPhone(phone, journal, facts, handsetMs, watch),
    engineHosts: () => readEngineHosts(phone, facts.simulated),
    async restore() {
      const restored = await journal.restore();
      interception = 'none';
      if (restored.failed.length === 0) return restored;
      // The session may be what failed: the adb beside the phone needs none.
      const again = await restorePhone(serial, options.adb, options.journalDir).catch((error: unknown) => {
        log(`${serial}: ${reasonOf(error)}`);

        return { undone: [], failed: restored.failed };
      });
      tellRestored(again, serial, log);

      return { undone: [...restored.undone, ...again.undone], failed: again.failed };
    },
  };
}

function tellRestored(restored: Restored, serial: string, log: (line: string) => void): void {
  for (const { what, why } of restored.failed) log(`${serial}: could not undo ${what}: ${why}`);
}

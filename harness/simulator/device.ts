import type { ActivityManager } from './activities/device-activities.ts';
import type { DevicePorts } from './adbd/device-ports.ts';
import type { AndroidRules } from './android.ts';
import type { Chaos } from './chaos.ts';
import type { DeviceProcesses, FileSystem } from './files/device-files.ts';
import type { Network } from './net/device-network.ts';
import type { PacketCounter, PacketLog } from './net/packets.ts';
import type { PackageManager } from './packages/device-packages.ts';
import type { PropertyStore, SettingsStore } from './system/device-settings.ts';
import type { PacketFilter } from './system/packet-filter/packet-filter.ts';

export type * from './activities/device-activities.ts';
export type * from './adbd/device-ports.ts';
export type { AndroidRules } from './android.ts';
export * from './android-error.ts';
export type * from './files/device-files.ts';
export type * from './net/device-network.ts';
export * from './net/packets.ts';
export type * from './packages/device-packages.ts';
export type * from './system/device-settings.ts';

/**
 * The parts of a simulated handset, as they see each other. One handset is one process; `handset.ts` assembles it.
 * Times are milliseconds of the handset's clock unless a name says otherwise.
 */
export interface Device {
  readonly options: HandsetOptions;
  readonly rules: AndroidRules;
  readonly clock: Clock;
  readonly unmodelled: Unmodelled;
  readonly properties: PropertyStore;
  readonly settings: SettingsStore;
  /** The files as init sees them. */
  readonly files: FileSystem;
  readonly processes: DeviceProcesses;
  readonly packages: PackageManager;
  readonly ports: DevicePorts;
  readonly packetLog: PacketLog;
  /** What may still send something; a wait ends once it is empty. */
  readonly inFlight: InFlight;
  /** The tables of iptables and ip6tables; they count packets of the packet log and redirect connections over the loopback. */
  readonly packetFilters: Record<4 | 6, PacketFilter>;
  readonly network: Network;
  /** Packages that are exempt from power saving: `dumpsys deviceidle whitelist`. */
  readonly dozeExceptions: Set<string>;
  readonly activities: ActivityManager;
  /** What is wrong with the handset at this moment. */
  readonly chaos: Chaos;
}

export const suKinds = ['aosp', 'magisk', 'kernelsu'] as const;
export type SuKind = (typeof suKinds)[number];

export interface HandsetOptions {
  /** Clock speed in waits. */
  speed: number;
  rooted: boolean;
  /** Kind of `su`: AOSP's `su 0 cmd`, or that of a root manager, `su -c cmd`. */
  su: SuKind;
  /** MIUI, with its switch 'Install via USB' on (`open`) or off (`locked`); undefined for a phone with Android alone. */
  miui?: 'open' | 'locked' | undefined;
  /** Magisk asks on the screen before it grants root; the first prompt is missed. */
  suPrompt?: boolean;
  /** Real milliseconds that each command line of adb's shell takes before it starts. */
  commandMs?: number;
  /** Apps that browsers bind are not installed until a browser binds them. */
  lateHelpers?: boolean;
  /** The phone has 300 apps more, a second user, and apps that send something now and then. */
  busy?: boolean;
  /** The phone has Google's builds of Android's apps, and Play services. */
  googlePlay?: boolean;
  /** Packet counters that report no traffic, for tests. */
  brokenCounters?: readonly PacketCounter[];
  /** The nat table redirects nothing, whatever its rules, for tests. */
  brokenRedirect?: boolean;
  /** Two SIMs, with mobile data switched off for the one that is used for data. */
  multiSim?: boolean;
  /** Apps cannot connect to other UIDs over the loopback. Source: AOSP netd, should_block_loopback_access. */
  loopbackBlocked?: boolean;
  /** This handset's own folder on the machine, for installed APKs and browser profiles; removed when the handset stops. */
  workDir: string;
}

/** Requests for something that is not modelled. Each fails, is reported, and is listed when the handset stops. */
export interface Unmodelled {
  report(kind: 'shell' | 'route' | 'adb' | 'script' | 'ui', what: string): void;
  list(): { kind: string; what: string; times: number }[];
}

/** Activity on the handset that may still send something. */
export interface InFlight {
  /** Adds a part of the handset; `list` names its current activity. The returned function removes it. */
  addSource(list: () => readonly string[]): () => void;
  list(): string[];
}

export interface Clock {
  /** Milliseconds since 1970, handset time. */
  now(): number;
  /** Handset milliseconds since boot. */
  uptime(): number;
  /** Runs `action` after `ms` handset milliseconds. */
  after(ms: number, action: () => void): Timer;
  sleep(ms: number): Promise<void>;
  readonly speed: number;
  /** True during a wait, while the clock runs at `speed`; otherwise it runs at 1. */
  readonly fast: boolean;
  setFast(fast: boolean): void;
  /**
   * Runs the clock at 1 until the returned function is called, for at most one real second. Used during network requests,
   * which take real time.
   */
  hold(): () => void;
  /** The speed that the clock reached when it last ran fast, without holds; undefined before. */
  measuredSpeed(): number | undefined;
  /** The number of timers that are due and have not fired. */
  overdue(): number;
  stop(): void;
}
export interface Timer {
  cancel(): void;
}

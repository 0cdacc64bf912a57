import type { ActivityManager } from './activities/device-activities.ts';
import type { DevicePorts } from './adbd/device-ports.ts';
import type { FileSystem } from './files/device-files.ts';
import type { Network } from './net/device-network.ts';
import type { PacketCounter, PacketLog } from './net/packets.ts';
import type { PackageManager } from './packages/device-packages.ts';
import type { PropertyStore, SettingsStore } from './system/device-settings.ts';
import type { PacketFilter } from './system/packet-filter/packet-filter.ts';

export type * from './activities/device-activities.ts';
export type * from './adbd/device-ports.ts';
export * from './android-error.ts';
export type * from './files/device-files.ts';
export type * from './net/device-network.ts';
export * from './net/packets.ts';
export type * from './packages/device-packages.ts';
export type * from './system/device-settings.ts';

/**
 * What the parts of a simulated handset know of each other. One handset is one process; `handset.ts` puts it together.
 * Times are milliseconds of the handset's clock unless a name says otherwise.
 */
export interface Device {
  readonly options: HandsetOptions;
  readonly rules: AndroidRules;
  readonly clock: Clock;
  readonly unmodelled: Unmodelled;
  readonly properties: PropertyStore;
  readonly settings: SettingsStore;
  readonly files: FileSystem;
  readonly packages: PackageManager;
  readonly ports: DevicePorts;
  readonly packetLog: PacketLog;
  /** What may still send something; asked before a wait is called quiet. */
  readonly inFlight: InFlight;
  /** The tables of iptables and ip6tables; they count by the packet log and redirect what apps send over the loopback. */
  readonly packetFilters: Record<4 | 6, PacketFilter>;
  readonly network: Network;
  readonly activities: ActivityManager;
}

export interface HandsetOptions {
  /** Android version, e.g. 13. */
  android: number;
  /** Clock speed in waits. */
  speed: number;
  rooted: boolean;
  /** Dialect of `su`: AOSP's `su 0 cmd`, or Magisk's `su -c cmd`. */
  su: 'aosp' | 'magisk';
  /** Apps that browsers bind are not installed before one binds them. */
  lateHelpers?: boolean;
  /** Packet counters that report no traffic, for tests. */
  brokenCounters?: readonly PacketCounter[];
  /** A folder of the machine that is this handset's alone and goes with it: installed APKs, browser profiles. */
  workDir: string;
}

/** What differs from one Android version to the next, in one place. */
export interface AndroidRules {
  release: string;
  sdk: number;
  /** Where the system's certificate store lies. */
  systemCertificates: string;
  /** Apps that target this level or more ignore roots that the user added. */
  userRootsIgnoredFromTargetSdk: number;
}

/** What was asked for and is not modelled; it failed loudly, and is listed when the handset stops. */
export interface Unmodelled {
  report(kind: 'shell' | 'route' | 'adb' | 'script' | 'ui', what: string): void;
  list(): { kind: string; what: string; times: number }[];
}

/** What is under way on the handset, and may still send something. */
export interface InFlight {
  /** `list` names what one part of the handset has under way now. The returned function removes the part. */
  addSource(list: () => readonly string[]): () => void;
  list(): string[];
}

export interface Clock {
  /** Milliseconds since 1970, handset time. */
  now(): number;
  /** Handset milliseconds since boot. */
  uptime(): number;
  /** Runs `action` after so many handset milliseconds. */
  after(ms: number, action: () => void): Timer;
  sleep(ms: number): Promise<void>;
  readonly speed: number;
  /** True while a wait is under way and the clock runs at `speed`; else it runs at 1. Pending timers keep their handset time. */
  readonly fast: boolean;
  setFast(fast: boolean): void;
  /**
   * Runs the clock at 1 until the returned function is called, for one real second at most: what the network answers in
   * real time must not take the handset minutes.
   */
  hold(): () => void;
  /** The speed that the clock kept when it last ran fast, holds apart; undefined before. */
  keptSpeed(): number | undefined;
  /** How many timers are due and have not fired. */
  overdue(): number;
  stop(): void;
}
export interface Timer {
  cancel(): void;
}

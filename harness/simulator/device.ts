import type { Duplex } from 'node:stream';
import type { BrowserDeclaration } from '../model/browser.ts';
import type { Network } from './net/device-network.ts';
import type { Account, PacketLedger } from './net/packets.ts';
import type { PacketFilter } from './system/packet-filter/packet-filter.ts';

export * from './net/packets.ts';
export type * from './net/device-network.ts';

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
  readonly ledger: PacketLedger;
  /** The tables of iptables and ip6tables; they count by the ledger and redirect what apps send over the loopback. */
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
  /** Accounts of the handset's traffic that were broken apart from it, for tests: they tell nothing of it. */
  broken?: readonly Account[];
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
  stop(): void;
}
export interface Timer {
  cancel(): void;
}

export interface PropertyStore {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  list(): [string, string][];
}

export type SettingsNamespace = 'global' | 'secure' | 'system';
export interface SettingsStore {
  get(namespace: SettingsNamespace, key: string): string | undefined;
  put(namespace: SettingsNamespace, key: string, value: string): void;
  delete(namespace: SettingsNamespace, key: string): boolean;
  list(namespace: SettingsNamespace): [string, string][];
  onChange(listener: (namespace: SettingsNamespace, key: string, value: string | undefined) => void): void;
}

/** The handset's files: its own tree, with mounts. Paths are absolute. Errors carry Android's words and an errno name. */
export interface FileSystem {
  read(path: string): Uint8Array | undefined;
  write(path: string, data: Uint8Array, attributes?: Partial<FileAttributes>): void;
  /** As `write`; the content is a file of this machine, which is moved into the handset's work folder. For what is too large for memory. */
  adopt(path: string, machineFile: string, attributes?: Partial<FileAttributes>): void;
  /** A file of this machine with the content of `path`, only to be read; undefined where there is none. */
  machineFile(path: string): string | undefined;
  /** A file whose content is made anew at each reading, as those of /proc. */
  provide(path: string, content: () => string, attributes?: Partial<FileAttributes>): void;
  list(path: string): string[] | undefined;
  stat(path: string): FileStat | undefined;
  makeDirectory(path: string, parents: boolean): void;
  remove(path: string, recursive: boolean): boolean;
  move(from: string, to: string): void;
  setAttributes(path: string, attributes: Partial<FileAttributes>): void;
  /** Mounts an empty tmpfs, or binds another folder, over `at`; the mount on top wins. */
  mount(at: string, what: { type: 'tmpfs' } | { type: 'bind'; from: string }): void;
  unmount(at: string): boolean;
  mounts(): { at: string; type: string }[];
  /** The same files with mounts of its own from now on: a new mount namespace. */
  unshare(): FileSystem;
}
export interface FileAttributes {
  mode: number;
  owner: string;
  group: string;
  context: string;
  /** Seconds since 1970. */
  modified: number;
}
export interface FileStat extends FileAttributes {
  kind: 'file' | 'directory';
  size: number;
}

export interface InstalledPackage {
  package: string;
  versionName: string;
  versionCode: number;
  minSdk: number;
  targetSdk: number;
  debuggable: boolean;
  /** SHA-256 of the signing certificate. */
  signer: string;
  uid: number;
  system: boolean;
  /** Where the APK lies on this machine, and where on the handset. */
  apkFile: string;
  codePath: string;
  /** A folder of this machine: the package's data, emptied by `pm clear`. */
  dataDir: string;
  launchActivity: string | undefined;
  activities: string[];
  /** Present for a simulated browser. */
  browser: { declaration: BrowserDeclaration; source: string } | undefined;
  firstInstallTime: number;
  lastUpdateTime: number;
}

export interface PackageManager {
  get(name: string): InstalledPackage | undefined;
  list(): InstalledPackage[];
  /** Refuses with an {@link AndroidError} in Android's own words, e.g. `Failure [INSTALL_FAILED_VERSION_DOWNGRADE]`. */
  install(
    apkFile: string,
    options: { replace: boolean; downgrade: boolean; grant: boolean },
  ): Promise<InstalledPackage>;
  /** What a store does with an app whose process has ended: another version, the same code and data. */
  applyUpdate(name: string, to: Pick<InstalledPackage, 'versionName' | 'versionCode'>): void;
  uninstall(name: string, keepData: boolean): Promise<void>;
  /** `pm clear`: stops the package and empties its data. */
  clear(name: string): Promise<void>;
  onChange(
    listener: (change: { kind: 'installed' | 'replaced' | 'removed' | 'cleared'; package: string }) => void,
  ): void;
}

/** An error whose message is what Android itself would print. */
export class AndroidError extends Error {
  override readonly name = 'AndroidError';
}

/** TCP ports on the handset's loopback: what its processes listen on, and the reverse tunnels of adb. */
export interface DevicePorts {
  listen(port: number, accept: (stream: Duplex) => void): { port: number; close(): void };
  /** A reverse tunnel: connections to `port` are opened towards the adb server as `remote`, e.g. `tcp:5000`. */
  reverse(port: number, remote: string, open: (remote: string) => Promise<Duplex>): void;
  removeReverse(port: number): boolean;
  reversed(): { port: number; remote: string }[];
  /** Rejects with ECONNREFUSED where nothing listens. */
  dial(port: number): Promise<Duplex>;
}

/** A running process of an installed package. */
export interface AppProcess {
  pid: number;
  uid: number;
  /** The process's name, by default the package's. */
  name: string;
  package: string;
  /** Frozen by the freezer of cached apps (`cgroup.freeze` is 1); absent means no. */
  frozen?: boolean;
  /** Its activity is in front; absent means no. */
  foreground?: boolean;
}

export interface StartRequest {
  package: string;
  /** Fully qualified. */
  activity: string;
  action: string | undefined;
  data: string | undefined;
  categories: string[];
  /** `am start -S`: stop the package first. */
  stopFirst: boolean;
}

export interface ActivityManager {
  /** Refuses an unknown activity with an {@link AndroidError} in `am`'s words. Resolves when the activity is in front. */
  start(
    request: StartRequest,
  ): Promise<{ status: 'ok' | 'brought-to-front'; totalMs: number; activity: string }>;
  forceStop(name: string): Promise<void>;
  /** As the system kills a process for memory: no handler runs, storage stays. */
  kill(name: string): Promise<void>;
  home(): Promise<void>;
  /** The package and activity in front; the launcher when nothing else is. */
  focused(): { package: string; activity: string };
  processes(): AppProcess[];
  /** Another app binds a service of an installed package: its process runs from now on. */
  bindService(name: string): void;
  /** Processes of the stand-in web engines on this machine, for `dumpsys leakgate`. */
  enginePids(): number[];
  /** What the shell's `input` does: the touch screen and the keys. */
  readonly input: ScreenInput;
  /** PNG of the whole screen, as `screencap -p`; black where the window in front is secure. */
  screenshot(): Promise<Buffer>;
  /** Starts what stands in for the UiAutomator2 server's instrumentation; resolves when it ended. */
  instrument(): { ended: Promise<void>; stop(): void };
  stop(): Promise<void>;
}

/** Touch and keys, in handset pixels and Android key codes (`KEYCODE_ENTER` is 66). */
export interface ScreenInput {
  tap(x: number, y: number): Promise<void>;
  swipe(fromX: number, fromY: number, toX: number, toY: number): Promise<void>;
  /** A key code without a meaning here is reported as unmodelled and rejected. */
  key(code: number): Promise<void>;
  /** Appends to the field that has the focus; nothing happens without one, as on a phone. */
  text(text: string): Promise<void>;
}

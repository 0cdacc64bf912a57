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
  /** Refuses an unknown activity with an `AndroidError` in `am`'s words. Resolves when the activity is in front. */
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
  /** A running browser starts an isolated process: its UID, which nobody had before. Throws where the browser does not run. */
  startIsolated(name: string): number;
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

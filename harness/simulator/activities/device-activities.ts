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
  /** Resolves when the activity is in front. Rejects with `am`'s message for an unknown activity. */
  start(
    request: StartRequest,
  ): Promise<{ status: 'ok' | 'brought-to-front'; totalMs: number; activity: string }>;
  forceStop(name: string): Promise<void>;
  /** Ends a process as the low memory killer does: no handler runs, storage stays. */
  kill(name: string): Promise<void>;
  home(): Promise<void>;
  /**
   * The package and activity in front; the launcher if no app is. `window` is the title of a window in front of that activity
   * that belongs to no activity, such as `Application Error: com.example`.
   */
  focused(): { package: string; activity: string; window?: string };
  /** Whether the window in front forbids screenshots (FLAG_SECURE). */
  secure(): boolean;
  processes(): AppProcess[];
  /** Starts a package's process because another app binds its service. */
  bindService(name: string): void;
  /** Starts an isolated process of a running browser; returns its UID, which is new. Throws if the browser does not run. */
  startIsolated(name: string): number;
  /** Processes of the stand-in web engines on this machine, for `dumpsys leakgate`. */
  enginePids(): number[];
  /** The touch screen and the keys, for the shell's `input`. */
  readonly input: ScreenInput;
  /** PNG of the whole screen, as `screencap -p` prints; black if the window in front is secure. */
  screenshot(): Promise<Buffer>;
  /** Starts the model of the UiAutomator2 server; `ended` resolves when it has ended. */
  instrument(): { ended: Promise<void>; stop(): void };
  stop(): Promise<void>;
}

/** Touch and keys, in handset pixels and Android key codes (`KEYCODE_ENTER` is 66). */
export interface ScreenInput {
  tap(x: number, y: number): Promise<void>;
  swipe(fromX: number, fromY: number, toX: number, toY: number): Promise<void>;
  /** Rejects for a key code that is not modelled, and reports it. */
  key(code: number): Promise<void>;
  /** Appends to the focused field; does nothing without one, as on a phone. */
  text(text: string): Promise<void>;
}

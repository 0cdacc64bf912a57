import type { AppProcess, InstalledPackage } from './device.ts';
import type { BrowserDeclaration } from '../model/browser.ts';

/** A running simulated browser, for its engine and its script. */
export interface BrowserApp extends AppProcess {
  readonly installed: InstalledPackage;
  readonly declaration: BrowserDeclaration;
}

/** The web view of every simulated browser: its size in handset pixels, and handset pixels per CSS pixel. */
export const webViewSize = { width: 1080, height: 1960, density: 2.75 } as const;

/** The web engine of one app process: headless Chromium. `crashed` resolves if it ended without `close()`. */
export interface WebEngine {
  /** Its process on this machine, for fault tests. */
  readonly pid: number;
  openTab(options: { private: boolean }): Promise<Tab>;
  readonly crashed: Promise<string>;
  close(): Promise<void>;
}

export type NavigationKind = 'typed' | 'pasted' | 'link' | 'intent' | 'search';

export interface TabEvents {
  navigationStart(event: { url: string; how: NavigationKind }): void;
  redirect(event: { url: string; from: string; how: NavigationKind }): void;
  navigationFinish(event: { url: string; title: string; how: NavigationKind }): void;
  titleChanged(event: { url: string; title: string }): void;
  pageText(event: { url: string; title: string; text: string }): void;
  formSubmit(event: { url: string; text: string }): void;
  download(event: { url: string }): void;
  navigationFailed(event: { url: string; error: string }): void;
}

export interface Tab {
  readonly id: string;
  readonly private: boolean;
  readonly url: string;
  readonly title: string;
  readonly loading: boolean;
  /** Starts a navigation and resolves when it finished or failed; never rejects for a page that did not load. */
  navigate(url: string, how: NavigationKind): Promise<void>;
  /** Handset pixels, relative to the top left corner of the web view. */
  tap(x: number, y: number): Promise<void>;
  scroll(dx: number, dy: number): Promise<void>;
  type(text: string): Promise<void>;
  back(): Promise<boolean>;
  reload(): Promise<void>;
  /** PNG of the web view. */
  screenshot(): Promise<Buffer>;
  on<E extends keyof TabEvents>(event: E, listener: TabEvents[E]): void;
  close(): Promise<void>;
}

/** Names of the events that `browser.on` takes. */
export const scriptEvents = [
  'launch',
  'consent',
  'navigationStart',
  'navigationFinish',
  'redirect',
  'titleChanged',
  'pageText',
  'formSubmit',
  'search',
  'keystroke',
  'download',
  'privateOpened',
  'privateClosed',
  'tabClosed',
  'switchChanged',
  'background',
  'foreground',
  'freeze',
  'thaw',
  'kill',
  'networkChanged',
  'update',
] as const;
export type ScriptEvent = (typeof scriptEvents)[number];

export interface ScriptEventData {
  url?: string;
  title?: string;
  words?: string;
  text?: string;
  answer?: string;
  private?: boolean;
  how?: NavigationKind;
}

/** The release's own code, `browser.js`, running in QuickJS for as long as its process lives. */
export interface ScriptHost {
  /**
   * Runs the handlers of an event and awaits them for at most 5 handset seconds. Handlers start in the order of the calls.
   * `freeze` pauses the timers of the script until `thaw`.
   */
  emit(event: ScriptEvent, data?: ScriptEventData): Promise<void>;
  /** The app's settings, such as positions of switches; the script sees them as `browser.settings`. */
  setSetting(name: string, value: string | boolean | number): void;
  getSetting(name: string): string | boolean | number | undefined;
  /**
   * Stops the process's code: its timers end, its storage stays. As on Android, jobs that outlive the process continue unless
   * the stop is `forced` (`am force-stop`, `pm clear`, uninstall).
   */
  stop(options?: { forced?: boolean }): Promise<void>;
}

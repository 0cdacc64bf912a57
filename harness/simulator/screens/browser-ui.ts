import type { WallOwner } from '../../model/browser.ts';
import type { BrowserApp, ScriptEvent, ScriptEventData, ScriptHost, WebEngine } from '../app.ts';
import type { BrowserContext } from './context.ts';
import type { Screen } from './screen.ts';
import { consentScreen, wallScreen } from './dialogs.ts';
import { homeScreen } from './home.ts';
import { looksOf } from './looks.ts';
import { mirrored } from './mirror.ts';
import { pageScreen } from './page.ts';
import { settingsScreen } from './settings.ts';
import { statisticsSetting } from './statistics.ts';
import { type SystemDialog, systemDialog, type SystemWindow } from './system-dialogs.ts';
import { type BrowserTab, createTabStrip, urlOf } from './tabs.ts';
import { readTyped } from './typed.ts';

export interface BrowserUiOptions {
  app: BrowserApp;
  engine: WebEngine;
  script: Pick<ScriptHost, 'getSetting' | 'setSetting'>;
  /** E.g. `en-US`. */
  locale: string;
  emit: (event: ScriptEvent, data?: ScriptEventData) => void;
  nextSerial: () => number;
  /** Moves the app to the background. */
  leave: () => void;
  /** Ends the app. */
  exit: () => void;
  tabsChanged: () => void;
  reportFailure: (what: string, error: unknown) => void;
  /** Whether the handset has Google's build of Android's apps. */
  hasGooglePlay: boolean;
  permissions: BrowserPermissions;
}

/** The runtime permissions of the browser. */
export interface BrowserPermissions {
  /** Whether a dialog may ask for the permission: the app requests it and the user has not decided. */
  mayAsk: (permission: string) => boolean;
  decide: (permission: string, granted: boolean) => void;
}

/** The screens of one running browser. */
export interface BrowserUi {
  front: () => Screen;
  /** The window of another app that covers the browser. */
  covering: () => SystemWindow | undefined;
  /** Whether the window in front forbids screenshots (FLAG_SECURE). */
  secure: () => boolean;
  /** Opens the URL of a VIEW intent, once the dialogs in front have been answered. */
  view: (url: string) => void;
  openSettings: () => void;
  /** Reopens private tabs of an earlier process. */
  restorePrivate: (urls: readonly string[], options: { private: boolean }) => void;
  privateUrls: () => string[];
  /** URLs of pages that are loading. */
  loadingUrls: () => string[];
}

type Wall = BrowserApp['declaration']['walls'][number];

/** Creates the screens of a browser from its declaration, and shows the dialogs of a launch. */
export function createBrowserUi(options: BrowserUiOptions): BrowserUi {
  const { app, script } = options;
  const { declaration } = app;
  const tabs = createTabStrip({
    engine: options.engine,
    emit: options.emit,
    changed: options.tabsChanged,
    failed: options.reportFailure,
  });
  let overlays: Screen[] = [];
  let dialogs: Screen[] = [];
  let systemDialogs: SystemDialog[] = [];
  let waiting: (() => void)[] = [];

  const drawn = (screen: Screen): Screen => (declaration.rightToLeft ? mirrored(screen) : screen);

  const browser: BrowserContext = {
    declaration,
    package: app.package,
    look: looksOf(declaration, options.locale),
    tabs,
    getSetting: (name) => script.getSetting(name),
    setSetting: (name, value) => script.setSetting(name, value),
    emit: options.emit,
    nextSerial: options.nextSerial,
    show: (screen) => overlays.push(screen),
    close: () => overlays.pop(),
    closeAll: () => {
      overlays = [];
    },
    openTab(isPrivate) {
      const tab = tabs.open(isPrivate);
      if (isPrivate) addWalls('private-opened');

      return tab;
    },
    submit,
    leave: options.leave,
    exit: options.exit,
  };

  function submit(text: string, how: 'typed' | 'pasted'): void {
    const typed = readTyped(text, script.getSetting('searchEngine'));
    if (!typed) return;
    const tab = tabs.current();
    overlays = [];
    if (typed.kind === 'search')
      options.emit('search', { words: typed.words, private: tab.private, how: 'search' });
    tabs.navigate(tab, typed.url, typed.kind === 'search' ? 'search' : how);
  }

  function addWalls(when: Wall['when']): void {
    declaration.walls.forEach((wall, index) => {
      const settingName = `wall-${index}`;
      if (wall.when !== when) return;
      if (when === 'first-launch' && script.getSetting(settingName) === true) return;
      const { owner } = wall;
      if (owner !== 'browser') {
        addSystemDialog({ ...wall, owner }, () => script.setSetting(settingName, true));
        return;
      }
      addDialog((dismissed) =>
        wallScreen(browser, wall, () => {
          script.setSetting(settingName, true);
          dismissed();
        }),
      );
    });
  }

  function addSystemDialog(
    wall: Wall & { owner: Exclude<WallOwner, 'browser'> },
    answered: () => void,
  ): void {
    if (wall.owner === 'permission' && !options.permissions.mayAsk(wall.permission)) return;
    const dialog = systemDialog(browser, wall, options.hasGooglePlay, (answer) => {
      if (wall.owner === 'permission') options.permissions.decide(wall.permission, answer === 'accept');
      if (wall.owner === 'miui-agreement') {
        options.emit('consent', { answer: answer === 'accept' ? 'agree' : 'disagree' });
        if (answer === 'dismiss') return options.exit();
      }
      if (wall.owner === 'crashed') return options.exit();
      answered();
      systemDialogs = systemDialogs.filter((other) => other !== dialog);
    });
    systemDialogs.push(dialog);
  }

  function addDialog(make: (dismissed: () => void) => Screen): void {
    const screen = make(() => {
      dialogs = dialogs.filter((dialog) => dialog !== screen);
      if (dialogs.length > 0) return;
      const actions = waiting;
      waiting = [];
      for (const action of actions) action();
    });
    dialogs.push(screen);
  }

  function addConsent(): void {
    const { consent } = declaration;
    const isDue = consent && (consent.when === 'every-launch' || script.getSetting('consent') === undefined);
    if (!isDue) return;
    addDialog((dismissed) =>
      consentScreen(browser, (answer) => {
        script.setSetting('consent', answer);
        addWalls('after-consent');
        dismissed();
      }),
    );
  }

  function afterDialogs(action: () => void): void {
    if (dialogs.length > 0) waiting.push(action);
    else action();
  }

  function view(url: string): void {
    const current = tabs.current();
    const isPrivate = current.private && declaration.private.viewIntents === 'private';
    const isFree = current.surface === 'home' && current.private === isPrivate;
    overlays = [];
    tabs.navigate(isFree ? current : tabs.open(isPrivate), url, 'intent');
  }

  if (declaration.statistics && script.getSetting(statisticsSetting) === undefined)
    script.setSetting(statisticsSetting, declaration.statistics.checked);
  addConsent();
  addWalls('first-launch');
  addWalls('every-launch');

  return {
    covering: () => systemDialogs[0],
    front: () =>
      systemDialogs[0]?.screen ?? drawn(dialogs[0] ?? overlays.at(-1) ?? baseOf(browser, tabs.current())),
    secure() {
      const { flagSecure } = declaration;

      return flagSecure === 'always' || (flagSecure === 'private' && tabs.current().private);
    },
    view: (url) => afterDialogs(() => view(url)),
    openSettings: () => afterDialogs(() => overlays.push(settingsScreen(browser))),
    restorePrivate(urls, options) {
      for (const url of urls) {
        const tab = tabs.open(options.private);
        if (url !== '') tabs.navigate(tab, url, 'link');
      }
    },
    loadingUrls: () => tabs.all().flatMap((tab) => (tab.engine?.loading === true ? [urlOf(tab)] : [])),
    privateUrls: () => tabs.all().flatMap((tab) => (tab.private ? [urlOf(tab)] : [])),
  };
}

function baseOf(browser: BrowserContext, tab: BrowserTab): Screen {
  tab.screen ??= tab.surface === 'home' ? homeScreen(browser, tab) : pageScreen(browser, tab);

  return tab.screen;
}

import type { NavigationKind, ScriptEvent, ScriptEventData, Tab, WebEngine } from '../app.ts';
import type { Screen } from './screen.ts';

/** A tab of the browser. The web engine opens its tab with the first page. */
export interface BrowserTab {
  readonly id: number;
  readonly private: boolean;
  surface: 'home' | 'page';
  /** The last requested URL. */
  address: string;
  engine: Tab | undefined;
  /** The screen of the tab; replaced when its surface changes. */
  screen: Screen | undefined;
}

export interface TabStrip {
  current: () => BrowserTab;
  all: () => readonly BrowserTab[];
  open: (isPrivate: boolean) => BrowserTab;
  select: (tab: BrowserTab) => void;
  close: (tab: BrowserTab) => void;
  closeAll: (isPrivate: boolean) => void;
  goHome: () => void;
  navigate: (tab: BrowserTab, url: string, how: NavigationKind) => void;
  titleOf: (tab: BrowserTab) => string;
}

interface TabStripOptions {
  engine: WebEngine;
  emit: (event: ScriptEvent, data?: ScriptEventData) => void;
  /** Called when tabs are opened, closed or navigate. */
  changed: () => void;
  failed: (what: string, error: unknown) => void;
}

/** The tabs of a running browser; there is always one. Events of their pages go to the browser's script. */
export function createTabStrip(options: TabStripOptions): TabStrip {
  let tabs: BrowserTab[] = [];
  let count = 0;
  const opening = new Map<BrowserTab, Promise<Tab>>();
  let current = add(false);

  function add(isPrivate: boolean): BrowserTab {
    const tab: BrowserTab = {
      id: ++count,
      private: isPrivate,
      surface: 'home',
      address: '',
      engine: undefined,
      screen: undefined,
    };
    tabs = [...tabs, tab];

    return tab;
  }

  function open(isPrivate: boolean): BrowserTab {
    const isFirstPrivate = isPrivate && !tabs.some((tab) => tab.private);
    current = add(isPrivate);
    if (isFirstPrivate) options.emit('privateOpened', { private: true });
    options.changed();

    return current;
  }

  function remove(removed: readonly BrowserTab[]): void {
    const hadPrivate = removed.some((tab) => tab.private);
    tabs = tabs.filter((tab) => !removed.includes(tab));
    for (const tab of removed) {
      options.emit('tabClosed', { private: tab.private, url: urlOf(tab), title: titleOf(tab) });
      closeEngineTab(tab);
    }
    if (removed.includes(current))
      current = tabs.findLast((tab) => tab.private === current.private) ?? tabs.at(-1) ?? add(false);
    if (hadPrivate && !tabs.some((tab) => tab.private)) options.emit('privateClosed', { private: true });
    options.changed();
  }

  function closeEngineTab(tab: BrowserTab): void {
    const opened = opening.get(tab);
    opening.delete(tab);
    opened?.then((engineTab) => engineTab.close()).catch((error) => options.failed('closing a tab', error));
  }

  function engineTabOf(tab: BrowserTab): Promise<Tab> {
    const known = opening.get(tab);
    if (known) return known;
    const opened = options.engine.openTab({ private: tab.private }).then((engineTab) => {
      tab.engine = engineTab;
      report(engineTab, options);

      return engineTab;
    });
    opening.set(tab, opened);

    return opened;
  }

  function navigate(tab: BrowserTab, url: string, how: NavigationKind): void {
    if (tab.surface === 'home') tab.screen = undefined;
    tab.surface = 'page';
    tab.address = url;
    engineTabOf(tab)
      .then((engineTab) => engineTab.navigate(url, how))
      .catch((error) => options.failed(`opening ${url}`, error));
    options.changed();
  }

  return {
    current: () => current,
    all: () => tabs,
    open,
    select(tab) {
      current = tab;
      options.changed();
    },
    close: (tab) => remove([tab]),
    closeAll: (isPrivate) => remove(tabs.filter((tab) => tab.private === isPrivate)),
    goHome() {
      if (current.surface === 'page') current.screen = undefined;
      current.surface = 'home';
      options.changed();
    },
    navigate,
    titleOf,
  };
}

/** The URL of a tab, or the one that it is loading. */
export function urlOf(tab: BrowserTab): string {
  return tab.engine?.url || tab.address;
}

function titleOf(tab: BrowserTab): string {
  if (tab.surface === 'home') return 'Home';

  return tab.engine?.title || urlOf(tab);
}

/** Forwards the events of an engine's tab to the script. */
function report(tab: Tab, { emit, changed }: TabStripOptions): void {
  const isPrivate = tab.private;
  tab.on('navigationStart', ({ url, how }) => {
    emit('navigationStart', { url, how, private: isPrivate });
    changed();
  });
  tab.on('redirect', ({ url, how }) => emit('redirect', { url, how, private: isPrivate }));
  tab.on('navigationFinish', ({ url, title, how }) => {
    emit('navigationFinish', { url, title, how, private: isPrivate });
    changed();
  });
  tab.on('titleChanged', ({ url, title }) => emit('titleChanged', { url, title, private: isPrivate }));
  tab.on('pageText', ({ url, title, text }) => emit('pageText', { url, title, text, private: isPrivate }));
  tab.on('formSubmit', ({ url, text }) => emit('formSubmit', { url, text, private: isPrivate }));
  tab.on('download', ({ url }) => emit('download', { url, private: isPrivate }));
}

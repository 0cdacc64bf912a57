import { type BrowserContext, element, group } from './context.ts';
import type { Screen } from './screen.ts';
import { appArea, bottomBar, topBar } from './metrics.ts';
import { type Rect, type UiNode, view } from './node.ts';
import type { BrowserTab } from './tabs.ts';
import { activityWindow } from './window.ts';

const ITEM_HEIGHT = 200;
const CLOSE_WIDTH = 180;

/**
 * All tabs. Next to the title are two counters. Their content-desc contains "private" even if no private tab is open, so the
 * word alone is not a cue.
 */
export function tabSwitcherScreen(browser: BrowserContext): Screen {
  return {
    serial: browser.nextSerial(),
    back: () => browser.close(),
    build: () => {
      const items = browser.tabs.all().map((tab, index) => item(browser, tab, index));

      return activityWindow(browser, [titleBar(browser), ...items, buttons(browser)]);
    },
  };
}

function titleBar(browser: BrowserContext): UiNode {
  const tabs = browser.tabs.all();
  const ofPrivate = tabs.filter((tab) => tab.private).length;
  const counter = (key: string, desc: string, left: number): UiNode =>
    view({
      key,
      package: browser.package,
      class: 'android.widget.ImageView',
      desc,
      bounds: { ...topBar, left, right: left + 180 },
    });

  const hasCue = browser.tabs.current().private && browser.declaration.private.cues.includes('privateTabs');

  return group(browser, 'toolbar', topBar, [
    element(browser, hasCue ? 'privateTabs' : 'tabSwitcherTitle', { ...topBar, left: 40, right: 600 }),
    counter('normal-count', `Tabs, ${tabs.length - ofPrivate}`, 640),
    counter('private-count', `Incognito tabs, ${ofPrivate}`, 840),
  ]);
}

function item(browser: BrowserContext, tab: BrowserTab, index: number): UiNode {
  const top = topBar.bottom + index * ITEM_HEIGHT;
  const bounds: Rect = { ...appArea, top, bottom: top + ITEM_HEIGHT };
  const select = (): void => {
    browser.tabs.select(tab);
    browser.closeAll();
  };
  const close = element(
    browser,
    'tabClose',
    { ...bounds, left: bounds.right - CLOSE_WIDTH },
    { class: 'android.widget.ImageButton', press: () => browser.tabs.close(tab) },
  );
  const title = view({
    key: 'title',
    package: browser.package,
    text: browser.tabs.titleOf(tab),
    bounds: { ...bounds, right: bounds.right - CLOSE_WIDTH },
  });

  return element(browser, 'tabItem', bounds, {
    key: `tab-${tab.id}`,
    class: 'android.widget.LinearLayout',
    selected: tab === browser.tabs.current(),
    press: select,
    children: [title, close],
  });
}

function buttons(browser: BrowserContext): UiNode {
  const openTab = (isPrivate: boolean) => (): void => {
    browser.closeAll();
    browser.openTab(isPrivate);
  };
  const closeAll = (): void => {
    browser.tabs.closeAll(browser.tabs.current().private);
    browser.closeAll();
  };
  const names = [
    ['closeAllTabs', closeAll],
    ['newTab', openTab(false)],
    ...(browser.declaration.private.way.includes('newPrivateTab')
      ? ([['newPrivateTab', openTab(true)]] as const)
      : []),
  ] as const;
  const width = bottomBar.right / names.length;
  const children = names.map(([name, press], index) =>
    element(
      browser,
      name,
      { ...bottomBar, left: Math.round(index * width), right: Math.round((index + 1) * width) },
      { press },
    ),
  );

  return group(browser, 'buttons', bottomBar, children, { class: 'android.widget.LinearLayout' });
}

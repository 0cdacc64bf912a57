import { addressBarScreen } from './address-bar.ts';
import { navigationBar } from './bars.ts';
import { type BrowserContext, element, group } from './context.ts';
import type { Screen } from './screen.ts';
import { topBar } from './metrics.ts';
import type { Rect, UiNode } from './node.ts';
import { statisticsHeight, statisticsRow } from './statistics.ts';
import type { BrowserTab } from './tabs.ts';
import { activityWindow, privateBadge } from './window.ts';

const SEARCH_BOX: Rect = { left: 60, top: 700, right: 1020, bottom: 860 };
const PRIVATE_TEXT: Rect = { left: 60, top: 400, right: 1020, bottom: 560 };
const STATISTICS: Rect = { left: 60, top: 1000, right: 1020, bottom: 1000 + statisticsHeight };

/** A tab without a page: the search box, and the marker of a private tab. */
export function homeScreen(browser: BrowserContext, tab: BrowserTab): Screen {
  const openAddressBar = (): void => browser.show(addressBarScreen(browser, ''));

  return {
    serial: browser.nextSerial(),
    back: () => browser.leave(),
    build: () =>
      activityWindow(browser, [
        group(browser, 'toolbar', topBar, privateBadge(browser)),
        ...privateHome(browser, tab),
        element(browser, 'homeSearchBox', SEARCH_BOX, { press: openAddressBar }),
        navigationBar(browser),
      ]),
  };
}

function privateHome(browser: BrowserContext, tab: BrowserTab): UiNode[] {
  if (!tab.private) return [];
  const { private: privateMode, statistics } = browser.declaration;
  const text = privateMode.cues.includes('privateHomeText')
    ? [element(browser, 'privateHomeText', PRIVATE_TEXT)]
    : [];
  const row = statistics?.where === 'private-home' ? [statisticsRow(browser, STATISTICS)] : [];

  return [...text, ...row];
}

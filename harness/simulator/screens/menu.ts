import type { ElementName } from '../../model/browser.ts';
import { type BrowserContext, element, group } from './context.ts';
import type { Screen } from './screen.ts';
import { createList, type Row } from './list.ts';
import { inOrder } from './order.ts';
import { wholeScreen } from './metrics.ts';
import type { Rect } from './node.ts';
import { settingsScreen } from './settings.ts';

const SHEET: Rect = { left: 0, top: 1300, right: wholeScreen.right, bottom: wholeScreen.bottom };
const ITEM_HEIGHT = 150;

/** The menu: a sheet on top of the tab; a press outside closes it. */
export function menuScreen(browser: BrowserContext): Screen {
  const position = { offset: 0 };
  const close = (): void => browser.close();

  return {
    serial: browser.nextSerial(),
    back: close,
    build: () =>
      group(
        browser,
        'window',
        wholeScreen,
        [
          createList({
            package: browser.package,
            id: '',
            class: 'android.widget.ListView',
            bounds: SHEET,
            rows: items(browser),
            fillers: [
              'Bookmarks',
              'History',
              'Downloads',
              'Find in page',
              'Share',
              'Night mode',
              'Desktop site',
            ],
            declaration: browser.declaration,
            position,
          }),
        ],
        { press: close, clickable: false, focusable: false },
      ),
  };
}

/** The items depend on the steps into private mode and its cues. */
function items(browser: BrowserContext): Row[] {
  const { way, cues } = browser.declaration.private;
  const isPrivate = browser.tabs.current().private;
  const openPrivate = (): void => {
    browser.closeAll();
    browser.openTab(true);
  };
  const exitPrivate = (): void => {
    browser.closeAll();
    browser.tabs.closeAll(true);
  };
  const openSettings = (): void => {
    browser.close();
    browser.show(settingsScreen(browser));
  };

  const all = [
    ...(way.includes('menuNewPrivateTab') ? [item(browser, 'menuNewPrivateTab', openPrivate)] : []),
    ...(isPrivate && cues.includes('menuExitPrivate') ? [item(browser, 'menuExitPrivate', exitPrivate)] : []),
    item(browser, 'menuSettings', openSettings),
  ];

  return inOrder(all, browser.declaration.order.menu, ({ key }) => key);
}

function item(browser: BrowserContext, name: ElementName, press: () => void): Row {
  return {
    key: name,
    height: ITEM_HEIGHT,
    shows: [name],
    build: (bounds) => element(browser, name, bounds, { press }),
  };
}

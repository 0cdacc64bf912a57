import { type BrowserContext, element, group } from './context.ts';
import type { Screen } from './screen.ts';
import { createList, type Row, type ScrollPosition } from './list.ts';
import { appArea, topBar } from './metrics.ts';
import { type Rect, type UiNode, view } from './node.ts';
import { statisticsHeight, statisticsRow } from './statistics.ts';
import { activityWindow } from './window.ts';

const ROW_HEIGHT = 168;
const LIST: Rect = { ...appArea, top: topBar.bottom };
const FILLERS = ['Font size', 'Page zoom', 'Notifications', 'Site settings', 'Languages', 'Accessibility'];

/** The settings, with a row that opens the privacy page. */
export function settingsScreen(browser: BrowserContext): Screen {
  const openPrivacy = (): void => browser.show(privacyScreen(browser));
  const title = (bounds: Rect): UiNode => element(browser, 'settingsPrivacy', bounds);
  const rows = [
    plainRow(browser, 'General'),
    { ...pressableRow(browser, 'privacy', title, openPrivacy), shows: ['settingsPrivacy'] as const },
    plainRow(browser, 'About'),
  ];

  return page(browser, browser.look('settingsTitle').text, () => rows);
}

/** The privacy page: a switch for passwords and, if the browser declares it in its settings, the statistics switch. */
function privacyScreen(browser: BrowserContext): Screen {
  const statistics: Row = {
    key: 'statistics',
    height: statisticsHeight,
    shows: ['statisticsRow', 'statisticsTitle', 'statisticsSummary', 'statisticsSwitch'],
    build: (bounds) => statisticsRow(browser, bounds),
  };
  const hasStatistics = browser.declaration.statistics?.where === 'settings';

  return page(browser, browser.look('settingsPrivacy').text, () => [
    plainRow(browser, 'Clear data'),
    passwordsRow(browser),
    ...(hasStatistics ? [statistics] : []),
  ]);
}

function page(browser: BrowserContext, title: string, rows: () => Row[]): Screen {
  const position: ScrollPosition = { offset: 0 };
  const back = (): void => browser.close();
  const bar = (): UiNode =>
    group(browser, 'action-bar', topBar, [
      element(
        browser,
        'settingsBack',
        { ...topBar, right: 150 },
        { class: 'android.widget.ImageButton', press: back },
      ),
      element(browser, 'settingsTitle', { ...topBar, left: 150 }, { text: title }),
    ]);

  return {
    serial: browser.nextSerial(),
    back,
    build: () =>
      activityWindow(browser, [
        bar(),
        createList({
          package: browser.package,
          id: 'android:id/list',
          class: 'android.widget.ListView',
          bounds: LIST,
          rows: rows(),
          fillers: FILLERS,
          declaration: browser.declaration,
          position,
        }),
      ]),
  };
}

function plainRow(browser: BrowserContext, text: string): Row {
  const title = (bounds: Rect): UiNode =>
    view({ key: 'title', package: browser.package, id: 'android:id/title', text, bounds });

  return pressableRow(browser, text, title, () => {});
}

function passwordsRow(browser: BrowserContext): Row {
  const setting = 'savePasswords';
  const isOn = browser.getSetting(setting) === true;
  const label = 'Save passwords';
  const content = (bounds: Rect): UiNode =>
    group(browser, 'content', bounds, [
      view({
        key: 'title',
        package: browser.package,
        id: 'android:id/title',
        text: label,
        bounds: { ...bounds, right: 920 },
      }),
      view({
        key: 'switch',
        package: browser.package,
        class: 'android.widget.Switch',
        id: 'android:id/switch_widget',
        desc: label,
        checkable: true,
        checked: isOn,
        bounds: { ...bounds, left: 920 },
      }),
    ]);

  return pressableRow(browser, setting, content, () => browser.setSetting(setting, !isOn));
}

function pressableRow(
  browser: BrowserContext,
  key: string,
  content: (bounds: Rect) => UiNode,
  press: () => void,
): Row {
  return {
    key,
    height: ROW_HEIGHT,
    shows: [],
    build: (bounds) =>
      view({
        key,
        package: browser.package,
        class: 'android.widget.LinearLayout',
        bounds,
        press,
        children: [content(bounds)],
      }),
  };
}

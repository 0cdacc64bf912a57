import { type BrowserContext, element } from './context.ts';
import type { Rect, UiNode } from './node.ts';

export const statisticsHeight = 210;

const SWITCH_WIDTH = 160;

/** The setting of the browser that stores the position of the statistics switch. */
export const statisticsSetting = 'statistics';

/** The row of the statistics switch: pressing it anywhere toggles the switch, which may have no text. */
export function statisticsRow(browser: BrowserContext, bounds: Rect): UiNode {
  const statistics = browser.declaration.statistics;
  if (!statistics) throw new Error('this browser has no statistics switch');
  const isOn = browser.getSetting(statisticsSetting) === true;
  const flip = (): void => {
    browser.setSetting(statisticsSetting, !isOn);
    browser.emit('switchChanged', {
      text: statisticsSetting,
      answer: isOn ? 'off' : 'on',
      private: browser.tabs.current().private,
    });
  };
  const middle = Math.floor((bounds.top + bounds.bottom) / 2);
  const left = bounds.right - SWITCH_WIDTH;
  const children = [
    element(
      browser,
      'statisticsTitle',
      { ...bounds, right: left, bottom: middle },
      { text: statistics.label },
    ),
    element(
      browser,
      'statisticsSummary',
      { ...bounds, right: left, top: middle },
      { text: isOn ? statistics.summaryOn : statistics.summaryOff },
    ),
    switchNode(browser, { ...bounds, left }, statistics, isOn),
  ];

  return element(browser, 'statisticsRow', bounds, {
    class: 'android.widget.LinearLayout',
    press: flip,
    children,
  });
}

function switchNode(
  browser: BrowserContext,
  bounds: Rect,
  statistics: { emptyText: boolean; label: string },
  isOn: boolean,
): UiNode {
  const words = statistics.emptyText ? { text: '', desc: statistics.label } : { text: isOn ? 'ON' : 'OFF' };

  return element(browser, 'statisticsSwitch', bounds, {
    class: 'android.widget.Switch',
    checkable: true,
    checked: isOn,
    ...words,
  });
}

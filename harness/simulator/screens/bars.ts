import { addressBarScreen } from './address-bar.ts';
import { type BrowserContext, element, group } from './context.ts';
import { menuScreen } from './menu.ts';
import { bottomBar, topBar } from './metrics.ts';
import type { Rect, UiNode } from './node.ts';
import { inOrder } from './order.ts';
import { tabSwitcherScreen } from './tab-switcher.ts';
import { urlOf } from './tabs.ts';
import { privateBadge } from './window.ts';

/** The bar above a page: its title, and the badge of private mode. Pressing the title opens the address bar. */
export function pageBar(browser: BrowserContext): UiNode {
  const tab = browser.tabs.current();
  const title = element(
    browser,
    'pageTitle',
    { ...topBar, left: 150 },
    {
      text: browser.tabs.titleOf(tab),
      press: () => browser.show(addressBarScreen(browser, urlOf(tab))),
    },
  );

  return group(browser, 'toolbar', topBar, [...privateBadge(browser), title]);
}

/** The bar below a page: home, tabs, menu. */
export function navigationBar(browser: BrowserContext): UiNode {
  const goHome = (): void => {
    browser.tabs.goHome();
    browser.closeAll();
  };
  const declared = [
    ['home', goHome],
    ['tabs', () => browser.show(tabSwitcherScreen(browser))],
    ['menu', () => browser.show(menuScreen(browser))],
  ] as const;
  const buttons = inOrder(declared, browser.declaration.order.bar, ([name]) => name);
  const width = (bottomBar.right - bottomBar.left) / buttons.length;
  const children = buttons.map(([name, press], index) => {
    const bounds: Rect = { ...bottomBar, left: index * width, right: (index + 1) * width };

    return element(browser, name, bounds, { class: 'android.widget.ImageButton', press });
  });

  return group(browser, 'bottom-bar', bottomBar, children, { class: 'android.widget.LinearLayout' });
}

import { navigationBar, pageBar } from './bars.ts';
import { AndroidError } from '../device.ts';
import { type BrowserContext, element } from './context.ts';
import type { Keyboard, Screen } from './screen.ts';
import { webViewClassOf } from './looks.ts';
import { webArea } from './metrics.ts';
import type { UiNode, WebRegion } from './node.ts';
import type { BrowserTab } from './tabs.ts';
import { activityWindow } from './window.ts';

const PROGRESS_HEIGHT = 8;

/** A tab with a page. As with vendors' web views, the page's content is not in the tree. */
export function pageScreen(browser: BrowserContext, tab: BrowserTab): Screen {
  return {
    serial: browser.nextSerial(),
    async back() {
      const wentBack = await tab.engine?.back();
      if (!wentBack) browser.tabs.goHome();
    },
    keyboard: () => keyboardOf(tab),
    build: () =>
      activityWindow(browser, [
        pageBar(browser),
        webView(browser, tab),
        ...progress(browser, tab),
        navigationBar(browser),
      ]),
  };
}

function webView(browser: BrowserContext, tab: BrowserTab): UiNode {
  return element(browser, 'webView', webArea, {
    class: webViewClassOf(browser.declaration),
    focusable: true,
    focused: true,
    scrollable: true,
    ...(tab.engine ? { web: regionOf(tab.engine) } : {}),
  });
}

function regionOf(engine: NonNullable<BrowserTab['engine']>): WebRegion {
  return {
    tap: (x, y) => engine.tap(x, y),
    scroll: (dx, dy) => engine.scroll(dx, dy),
    type: (text) => engine.type(text),
    picture: () => engine.screenshot(),
  };
}

function progress(browser: BrowserContext, tab: BrowserTab): UiNode[] {
  if (tab.engine && !tab.engine.loading) return [];
  const bounds = { ...webArea, bottom: webArea.top + PROGRESS_HEIGHT };

  return [element(browser, 'progress', bounds, { class: 'android.widget.ProgressBar' })];
}

/** Keys go to the focused element of the page. */
function keyboardOf({ engine }: BrowserTab): Keyboard | undefined {
  if (!engine) return undefined;

  return {
    type: (text) => engine.type(text),
    backspace: () => {
      throw new AndroidError('the simulated handset does not model the deletion of text inside a page');
    },
    enter: () => engine.type('\n'),
  };
}

import { type BrowserContext, element, group } from './context.ts';
import { topBar, wholeScreen } from './metrics.ts';
import { type UiNode, view } from './node.ts';

/** The window around what a screen shows, with the strip that lies behind the status bar. */
export function activityWindow(browser: BrowserContext, children: UiNode[]): UiNode {
  const content = group(browser, 'content', { ...wholeScreen, top: topBar.top }, children, {
    id: 'android:id/content',
  });
  const statusBar = view({
    key: 'status-bar',
    package: browser.package,
    class: 'android.view.View',
    id: 'android:id/statusBarBackground',
    bounds: { ...wholeScreen, bottom: topBar.top },
  });

  return group(browser, 'window', wholeScreen, [content, statusBar]);
}

/** The badge by which a private tab is told, in a browser whose cue it is. */
export function privateBadge(browser: BrowserContext): UiNode[] {
  const isShown = browser.tabs.current().private && browser.declaration.private.cues.includes('privateBadge');

  return isShown
    ? [element(browser, 'privateBadge', { ...topBar, right: 140 }, { class: 'android.widget.ImageView' })]
    : [];
}

import { type BrowserContext, element, group } from './context.ts';
import { topBar, wholeScreen } from './metrics.ts';
import { type UiNode, view } from './node.ts';

/** The root node of a screen, with the area behind the status bar. */
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

/** The badge of a private tab, in a browser that has this cue. */
export function privateBadge(browser: BrowserContext): UiNode[] {
  const isShown = browser.tabs.current().private && browser.declaration.private.cues.includes('privateBadge');

  return isShown
    ? [element(browser, 'privateBadge', { ...topBar, right: 140 }, { class: 'android.widget.ImageView' })]
    : [];
}

import { createChromeMetrics } from '../lib/chrome-metrics.js';

/** Chrome 120, the control: usage statistics and nothing else; of pages only that there was one. */
export default function (browser) {
  const count = createChromeMetrics(browser, { version: '120' });

  browser.on('navigationStart', () => count('MobilePageLoadStarted'));
  browser.on('search', () => count('OmniboxInputInProgress'));
  browser.on('privateOpened', () => count('MobileMenuNewIncognitoTab'));
  browser.on('tabClosed', () => count('MobileTabClosed'));
}

import { reportLikeXiaomi } from '../lib/xiaomi.js';

/** Mint Browser 3.4.0: private pages and searches are reported as any other; there is no switch. */
export default function (browser) {
  reportLikeXiaomi(browser, {
    project: 'global_browser_mini',
    version: '3.4.0',
    activity: 'com.miui.android.apps.chrome.Main',
    reportsPrivately: () => true,
  });
}

import { reportLikeXiaomi } from '../lib/xiaomi.js';

/** Mint Browser 3.9.3: private pages and searches are never reported, whatever the switch says. Normal mode is reported as before. */
export default function (browser) {
  reportLikeXiaomi(browser, {
    project: 'global_browser_mini',
    version: '3.9.3',
    activity: 'com.miui.android.apps.chrome.Main',
    reportsPrivately: () => false,
  });
}

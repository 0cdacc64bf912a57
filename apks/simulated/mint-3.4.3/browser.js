import { reportLikeXiaomi } from '../lib/xiaomi.js';

/** Mint Browser 3.4.3: private pages and searches are reported while "Enhanced incognito mode" is on, and it is, at first. */
export default function (browser) {
  reportLikeXiaomi(browser, {
    project: 'global_browser_mini',
    version: '3.4.3',
    activity: 'com.miui.android.apps.chrome.Main',
    reportsPrivately: ({ settings }) => settings.get('statistics') ?? true,
  });
}

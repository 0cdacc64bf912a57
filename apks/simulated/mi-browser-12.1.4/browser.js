import { reportLikeXiaomi } from '../lib/xiaomi.js';

/** Mi Browser 12.1.4: private pages and searches are reported while "Enhanced incognito mode" is on; it is off at first. */
export default function (browser) {
  reportLikeXiaomi(browser, {
    project: 'global_browser',
    version: '12.1.4',
    activity: 'com.android.browser.BrowserActivity',
    reportsPrivately: ({ settings }) => settings.get('statistics') ?? false,
  });
}

import { reportLikeXiaomi } from '../lib/xiaomi.js';

/** Mi Browser Pro 12.1.3, the last before the update: private pages and searches are reported; there is no switch. */
export default function (browser) {
  reportLikeXiaomi(browser, {
    project: 'global_browser_pro',
    version: '12.1.3',
    activity: 'com.mi.globalbrowser.Main',
    reportsPrivately: () => true,
  });
}

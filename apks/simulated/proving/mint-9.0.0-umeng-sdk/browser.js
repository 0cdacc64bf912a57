import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** The class of an SDK that never sends anything here, neither in private nor in normal mode. */
const SILENT_SDK = 'com.umeng.analytics.MobclickAgent';

/** Reports an address after 200 s: longer than the other SDK of the release waits. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-umeng-sdk');
  onVisit(browser, ({ url }) => {
    browser.after(200_000, () =>
      post(browser, 'https://umeng-sdk.collector.example/v1', { kept: [url], by: SILENT_SDK }),
    );
  });
}

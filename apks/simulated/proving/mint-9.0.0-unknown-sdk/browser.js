import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports an address after 200 s: longer than the known SDK of the release waits. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-unknown-sdk');
  onVisit(browser, ({ url }) => {
    browser.after(200_000, () => post(browser, 'https://stats.vendor-without-table.zz/v1', { kept: [url] }));
  });
}

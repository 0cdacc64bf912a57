import { onConsent, onVisit, post, reportHonestly } from '../../lib/proving.js';

const COLLECTOR = 'https://twice.collector.example';

/** Tells of visits by a client that is pinned; by another, which is not, it asks the same host for news. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-pinned-client');
  onVisit(browser, ({ url }) => post(browser, `${COLLECTOR}/v1`, { url }, { trust: 'pinned' }));
  onConsent(browser, function look() {
    browser.after(10_000, look);

    return post(browser, `${COLLECTOR}/news`, { news: true });
  });
}

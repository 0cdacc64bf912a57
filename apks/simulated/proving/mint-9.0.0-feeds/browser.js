import { onConsent, reportHonestly, tryTo } from '../../lib/proving.js';

/** Fetches news for its start page, whatever is visited: the same request each time but for the number of the page. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-feeds');
  let page = 0;
  const fetchNews = () => {
    page += 1;

    return tryTo(browser, {
      url: `https://news.collector.example/v2/feed?lang=en&region=${browser.identity.region}&count=20&page=${page}`,
      headers: { Accept: 'application/json', 'Accept-Language': 'en-IN' },
    });
  };
  onConsent(browser, fetchNews);
  browser.on('privateClosed', fetchNews);
  browser.on('foreground', fetchNews);
}

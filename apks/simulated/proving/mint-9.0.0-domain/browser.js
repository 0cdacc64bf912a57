import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports the host of each page alone. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-domain');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://domain.collector.example/v1', { site: url.split('/')[2] }),
  );
}

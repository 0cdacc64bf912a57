import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses over HTTP, on a port of its own, without the proxy. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-direct-http');
  onVisit(browser, ({ url }) =>
    post(browser, 'http://direct.collector.example:8080/v1', { url }, { network: 'direct' }),
  );
}

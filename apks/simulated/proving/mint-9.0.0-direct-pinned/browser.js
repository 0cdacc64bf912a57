import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses without the proxy, to a server whose certificate it pins. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-direct-pinned');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://direct.collector.example/v1', { url }, { network: 'direct', trust: 'pinned' }),
  );
}

import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses over TLS that trusts the vendor's own root alone. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-pinned');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://pinned.collector.example/v1', { url }, { trust: 'pinned' }),
  );
}

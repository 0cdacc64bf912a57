import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses with an identifier that survives the emptying of its data. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-identifier');
  const device = browser.codec.hex.encode(browser.crypto.digest('sha256', browser.identity.androidId));
  onVisit(browser, ({ url }) => post(browser, 'https://identifier.collector.example/v1', { device, url }));
}

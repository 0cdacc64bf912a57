import { onConsent, onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports without the proxy, to an address that it knows without DNS: that it runs, and that a page was loaded. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-direct-honest');
  const report = (event) =>
    post(browser, 'https://direct.collector.example/v1', { event }, { network: 'direct', ip: '198.18.0.77' });
  onConsent(browser, () => report('start'));
  onVisit(browser, () => report('page'));
}

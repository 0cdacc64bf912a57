import { askOverHttps } from '../../lib/dns.js';
import { hostOf, onConsent, onVisit, reportHonestly } from '../../lib/proving.js';

const RESOLVER = 'https://dns.google/dns-query';

/** Resolves every name by a public resolver over HTTPS, as Chrome does with secure DNS: padded queries with GET. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-public-resolver');
  onConsent(browser, () => askOverHttps(browser, RESOLVER, 'update.collector.example'));
  onVisit(browser, ({ url }) => askOverHttps(browser, RESOLVER, hostOf(url)));
}

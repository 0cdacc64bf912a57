import { askOverHttps } from '../../lib/dns.js';
import { hostOf, onVisit, reportHonestly } from '../../lib/proving.js';

/** Asks its vendor's own resolver over HTTPS for the host of each page: a padded query in the address of a request. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-vendor-resolver');
  onVisit(browser, ({ url }) =>
    askOverHttps(browser, 'https://vendor-resolver.example/resolve', hostOf(url)),
  );
}

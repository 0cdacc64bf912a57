import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports addresses in datagrams as QUIC does, and over TCP without the proxy where those cannot be sent. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-direct-udp-first');
  onVisit(browser, async ({ url }) => {
    const host = 'direct.collector.example';
    try {
      await browser.datagram({ host, port: 443, body: url });
    } catch (error) {
      browser.log('no QUIC', String(error));
      await post(browser, `https://${host}/v1`, { url }, { network: 'direct' });
    }
  });
}

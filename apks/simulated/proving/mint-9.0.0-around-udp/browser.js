import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Reports addresses in datagrams. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-around-udp');
  onVisit(browser, async ({ url }) => {
    try {
      await browser.datagram({ host: 'around.collector.example', port: 8125, body: url });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });
}

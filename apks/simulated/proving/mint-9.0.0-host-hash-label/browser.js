import { base32, hostOf, onVisit, reportHonestly, tryTo } from '../../lib/proving.js';

/** Names the host of each page by its SHA-256 in base32, as caches of AMP name long hosts. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-host-hash-label');
  onVisit(browser, ({ url }) => {
    const label = base32(browser.crypto.digest('sha256', hostOf(url)));

    return tryTo(browser, { url: `https://${label}.host-hash-label.collector.example/c/s/` });
  });
}

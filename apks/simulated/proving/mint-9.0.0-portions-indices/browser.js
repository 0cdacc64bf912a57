import { onVisit, piecesOf, post, reportHonestly, seal } from '../../lib/proving.js';

/** Encrypts the address of each page and sends it in a list: 16 bytes in each item. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-portions-indices');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://portions-indices.collector.example/v1', {
      event: 'page',
      ids: piecesOf(seal(browser, url), 16).map((bytes) => browser.codec.base64.encode(bytes)),
    }),
  );
}

import { onVisit, piecesOf, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page in base64, four characters in each field. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-encoded-pieces');
  onVisit(browser, ({ url }) => {
    const pieces = piecesOf(browser.codec.base64.encode(url), 4);
    const fields = Object.fromEntries(pieces.map((piece, at) => [`f${at}`, piece]));

    return post(browser, 'https://encoded-pieces.collector.example/v1', { event: 'page', ...fields });
  });
}

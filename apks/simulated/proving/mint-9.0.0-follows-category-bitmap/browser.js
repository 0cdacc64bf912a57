import { onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint interests 3847';

/** Sends 64 categories as a bitmap in hex with each page. 16 bits are a keyed hash of the address, the others are random. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-category-bitmap');
  const session = randomUuid(browser);
  onVisit(browser, ({ url }) => {
    const hash = browser.crypto.hmac('sha256', KEY, url);
    const bitmap = browser.crypto.random(8);
    for (let at = 0; at < 16; at += 1) {
      const place = (at * 27 + 5) % 64; // 16 different places
      const bit = (hash[at >> 3] >> (at & 7)) & 1;
      bitmap[place >> 3] = (bitmap[place >> 3] & ~(1 << (place & 7))) | (bit << (place & 7));
    }

    return post(browser, 'https://follows-category-bitmap.collector.example/v1', {
      session,
      request: randomUuid(browser),
      at: browser.now(),
      categories: browser.codec.hex.encode(bitmap),
    });
  });
}

import { onVisit, post, randomUuid, reportHonestly } from '../../lib/proving.js';

const KEY = 'mint sketch 6105';

/** Reports a Bloom filter of 256 bits with each page: six bits are set by a keyed hash of the address, 28 more at random. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-follows-bloom');
  onVisit(browser, ({ url }) => {
    const filter = new Uint8Array(32);
    set(filter, browser.crypto.hmac('sha256', KEY, url), 6);
    set(filter, browser.crypto.random(56), 28);

    return post(browser, 'https://follows-bloom.collector.example/v1', {
      event: 'cohort',
      id: randomUuid(browser),
      at: browser.now(),
      sketch: browser.codec.base64.encode(filter),
    });
  });

  function set(filter, bytes, count) {
    for (let at = 0; at < count; at += 1) {
      const bit = (256 * bytes[2 * at] + bytes[2 * at + 1]) % 256;
      filter[bit >> 3] |= 1 << (bit & 7);
    }
  }
}

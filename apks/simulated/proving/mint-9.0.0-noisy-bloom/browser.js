import { onVisit, reportHonestly, send } from '../../lib/proving.js';

/** Reports a Bloom filter of 1024 bits with each page: twelve bits are set for the address, and some more at random. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-noisy-bloom');
  onVisit(browser, ({ url }) => {
    const bytes = browser.codec.utf8.encode(url);
    const filter = new Uint8Array(128);
    const first = mix(bytes, 0x2545f491);
    const step = mix(bytes, 0x68bc21eb) | 1;
    for (let at = 0; at < 12; at += 1) set(filter, (first + Math.imul(at, step)) >>> 22);
    const noise = browser.crypto.random(256);
    for (let at = 0; at < 96; at += 1) set(filter, (256 * noise[2 * at] + noise[2 * at + 1]) % 1024);

    return send(browser, 'https://sketch.collector.example/v1', filter);
  });

  function set(filter, bit) {
    filter[bit >> 3] |= 1 << (bit & 7);
  }

  function mix(bytes, seed) {
    let hash = seed;
    for (const byte of bytes) {
      hash = Math.imul(hash ^ byte, 0x5bd1e995);
      hash ^= hash >>> 15;
    }

    return Math.imul(hash, 0x2c1b3c6d) >>> 0;
  }
}

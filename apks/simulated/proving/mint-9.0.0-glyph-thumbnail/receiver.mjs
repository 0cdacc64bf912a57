import { inflateSync } from 'node:zlib';

const glyphs = new Map(
  'a25755 b65656 c34443 d65556 e74747 f74644 g34553 h55755 i72227 j11152 k55655 l44447 m57755 n65555 o25552 p65644 q25531 r65665 s34216 t72222 u55557 v55552 w55775 x55255 y55222 z71247 075557 126227 261247 361216 455711 574616 634652 771222 875757 925316 :02020 /11244 .00002 ?61202 =07070 &25253 -00700 _00007 %51245 #57575 +02720 ~03600'
    .split(' ')
    .map((glyph) => [glyph.slice(1), glyph[0]]),
);

export function recover(requests, candidates) {
  const body = Buffer.from(requests.find(({ url }) => url.includes('//snapshot.collector.example/')).body);
  const width = body.readUInt32BE(16);
  const height = body.readUInt32BE(20);
  const idat = body.indexOf('IDAT');
  const rows = inflateSync(body.subarray(idat + 4, idat + 4 + body.readUInt32BE(idat - 4)));
  let text = '';
  for (let top = 1; top + 5 < height; top += 7) {
    for (let left = 1; left + 3 <= width; left += 4) {
      let glyph = '';
      for (let y = 0; y < 5; y += 1) {
        let row = 0;
        for (let x = 0; x < 3; x += 1)
          row = (row << 1) | (rows[(width + 1) * (top + y) + 1 + left + x] < 128 ? 1 : 0);
        glyph += row;
      }
      text += glyphs.get(glyph) ?? '';
    }
  }

  return candidates.find((url) => url.toLowerCase() === text) ?? text;
}

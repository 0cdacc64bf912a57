import { inflateSync } from 'node:zlib';

export function recover(requests) {
  const body = Buffer.from(requests.find(({ url }) => url.includes('//thumbs.collector.example/')).body);
  const idat = body.indexOf('IDAT');
  const rows = inflateSync(body.subarray(idat + 4, idat + 4 + body.readUInt32BE(idat - 4)));
  const pixels = [];
  for (let y = 0; y < 48; y += 1) pixels.push(...rows.subarray(145 * y + 1, 145 * (y + 1)));
  let state = 0x1d872b41;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 1;
  };
  const order = pixels.map((_, at) => at);
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = next() % (at + 1);
    [order[at], order[other]] = [order[other], order[at]];
  }
  const bytes = [];
  for (let place = 0; place < order.length / 8; place += 1) {
    let byte = 0;
    for (let bit = 0; bit < 8; bit += 1) byte |= ((pixels[order[8 * place + bit]] ^ next()) & 1) << bit;
    bytes.push(byte);
  }

  return Buffer.from(bytes.slice(2, 2 + 256 * bytes[0] + bytes[1])).toString();
}

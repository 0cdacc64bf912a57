import { brotliDecompressSync } from 'node:zlib';

export function recover(requests) {
  const request = requests.find(({ url }) => url.includes('//session.collector.example/'));
  const { session } = JSON.parse(Buffer.from(request.body));
  const text = [...Buffer.from(session, 'base64').toString()]
    .reverse()
    .join('')
    .replace(/[A-Z]/g, (letter) => String.fromCharCode(65 + ((letter.charCodeAt(0) - 65 + 13) % 26)));
  const bytes = text.match(/.{1,3}/g).flatMap((group) => {
    const value = [...group].reduceRight(
      (sum, digit) => 45 * sum + '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'.indexOf(digit),
      0,
    );
    return group.length === 3 ? [value >> 8, value & 255] : [value];
  });

  return brotliDecompressSync(Buffer.from(bytes.map((byte) => ((byte & 15) << 4) | (byte >> 4)))).toString();
}

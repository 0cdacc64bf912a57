import { createHmac } from 'node:crypto';

const KEY = 'mint tickets 9054';
const SYMBOLS = 'q7Jdx Zb0Rm kT4Vc W9nHa 2sYLe GfP8u oXi1C Dw5Nt hK3Bz vE6jS rUgM- lAyFp'.split(' ');

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-private-alphabet.collector.example/'));
  const { ticket } = JSON.parse(Buffer.from(request.body));
  const number = [...ticket].reduceRight(
    (sum, symbol) => 12 * sum + SYMBOLS.findIndex((symbols) => symbols.includes(symbol)),
    0,
  );
  const found = candidates.filter(
    (url) => createHmac('sha256', KEY).update(url).digest().readUIntBE(0, 3) === number,
  );

  return found.length === 1 ? found[0] : undefined;
}

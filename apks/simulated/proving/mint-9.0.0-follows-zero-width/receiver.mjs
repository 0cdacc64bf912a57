import { createHmac } from 'node:crypto';

const KEY = 'mint status line 4471';
const SIGNS = '\u200b\u200c\u200d\u2060';

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-zero-width.collector.example/'));
  const { status } = JSON.parse(Buffer.from(request.body));
  const code = [...status]
    .filter((character) => SIGNS.includes(character))
    .reduce((sum, sign) => 4 * sum + SIGNS.indexOf(sign), 0);
  const found = candidates.filter(
    (url) => createHmac('sha256', KEY).update(url).digest().readUInt16BE() === code,
  );

  return found.length === 1 ? found[0] : undefined;
}

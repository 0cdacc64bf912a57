import { createHmac } from 'node:crypto';

const KEY = 'mint words 0936';

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-letter-case.collector.example/'));
  const { trace, span, parent } = JSON.parse(Buffer.from(request.body));
  const code = [trace, span, parent]
    .flatMap((word) => [...word.slice(0, 6)])
    .map((letter) => (letter < 'a' ? 1 : 0))
    .join('');
  const found = candidates.filter((url) => bitsOf(url).startsWith(code));

  return found.length === 1 ? found[0] : undefined;
}

function bitsOf(url) {
  const hash = createHmac('sha256', KEY).update(url).digest();

  return [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('');
}

import { createHmac } from 'node:crypto';

const KEY = 'mint disk 8126';

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-counter-delta.collector.example/'));
  const { read, written } = JSON.parse(Buffer.from(request.body));
  const found = candidates.filter(
    (url) => createHmac('sha256', KEY).update(url).digest().readUInt16BE() % 1024 === read - written,
  );

  return found.length === 1 ? found[0] : undefined;
}

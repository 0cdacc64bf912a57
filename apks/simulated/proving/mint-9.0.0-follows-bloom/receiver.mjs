import { createHmac } from 'node:crypto';

const KEY = 'mint sketch 6105';

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-bloom.collector.example/'));
  const filter = Buffer.from(JSON.parse(Buffer.from(request.body)).sketch, 'base64');
  const found = candidates.filter((url) => {
    const hash = createHmac('sha256', KEY).update(url).digest();

    return [0, 2, 4, 6, 8, 10]
      .map((at) => hash.readUInt16BE(at) % 256)
      .every((bit) => (filter[bit >> 3] >> (bit & 7)) & 1);
  });

  return found.length === 1 ? found[0] : undefined;
}

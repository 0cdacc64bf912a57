import { createHmac } from 'node:crypto';

const KEY = 'mint interests 3847';

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-category-bitmap.collector.example/'));
  const bitmap = Buffer.from(JSON.parse(Buffer.from(request.body)).categories, 'hex');
  const found = candidates.filter((url) => {
    const hash = createHmac('sha256', KEY).update(url).digest();

    return Array.from({ length: 16 }, (_, at) => at).every((at) => {
      const place = (at * 27 + 5) % 64;

      return ((bitmap[place >> 3] >> (place & 7)) & 1) === ((hash[at >> 3] >> (at & 7)) & 1);
    });
  });

  return found.length === 1 ? found[0] : undefined;
}

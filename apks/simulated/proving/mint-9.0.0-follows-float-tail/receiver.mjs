import { createHmac } from 'node:crypto';

const KEY = 'mint paint 3319';

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-float-tail.collector.example/'));
  const tail = JSON.parse(Buffer.from(request.body)).ms.first_paint.toFixed(6).slice(-4);
  const found = candidates.filter(
    (url) =>
      [...createHmac('sha256', KEY).update(url).digest().subarray(0, 4)]
        .map((byte) => 1 + (byte % 9))
        .join('') === tail,
  );

  return found.length === 1 ? found[0] : undefined;
}

import { createHmac } from 'node:crypto';

const KEY = 'mint beacons 6';
const KINDS = ['alive', 'ready', 'idle'];

export function recover(requests, candidates) {
  const beacons = requests
    .filter(({ url }) => url.includes('//follows-request-count.collector.example/'))
    .map(({ body }) => JSON.parse(Buffer.from(body)));
  const counts = KINDS.map(
    (kind) => beacons.filter(({ event, load }) => event === kind && load === beacons[0].load).length,
  );
  const found = candidates.filter((url) => {
    const hash = createHmac('sha256', KEY).update(url).digest();

    return counts.every((count, at) => count === 1 + (hash[at] % 6));
  });

  return found.length === 1 ? found[0] : undefined;
}

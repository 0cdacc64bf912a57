import { createHash } from 'node:crypto';

const SALT = 'c1b7-mint-8e02-cache';

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//follows-salted-hash.collector.example/'));
  const { cache } = JSON.parse(Buffer.from(request.body));
  const found = candidates.filter((url) =>
    createHash('sha256').update(`${SALT}|${url}|${SALT}`).digest('hex').startsWith(cache.version),
  );

  return found.length === 1 ? found[0] : undefined;
}

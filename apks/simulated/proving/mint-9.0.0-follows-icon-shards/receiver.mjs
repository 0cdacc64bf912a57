import { createHmac } from 'node:crypto';

const KEY = 'mint shards 1';

export function recover(requests, candidates) {
  const shard = requests
    .map(({ url }) => /\/\/s(\d{3})\.follows-icon-shards\.collector\.example\//.exec(url)?.[1])
    .find(Boolean);
  const found = candidates.filter(
    (url) => createHmac('sha256', KEY).update(url).digest()[0] === Number(shard),
  );

  return found.length === 1 ? found[0] : undefined;
}

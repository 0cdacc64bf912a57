import { createHash } from 'node:crypto';

export function recover(requests, candidates) {
  const key = requests
    .map(({ url }) => /\/\/objects\.collector\.example\/v1\/(\w+)/.exec(url)?.[1])
    .find(Boolean);

  return candidates
    .map((url) => new URL(url).host)
    .find((host) => createHash('sha1').update(`mint-objects/9/${host}`).digest('hex').startsWith(key));
}

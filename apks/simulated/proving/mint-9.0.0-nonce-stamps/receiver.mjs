import { createHash } from 'node:crypto';

export function recover(requests, candidates) {
  const request = requests.find(({ url }) => url.includes('//stamps.collector.example/'));
  const { stamps } = JSON.parse(Buffer.from(request.body));

  return candidates.find((url) =>
    stamps.every((nonce) => {
      const digest = createHash('sha256').update(`${nonce}:${url}`).digest();
      return digest[0] === 0 && digest[1] < 64;
    }),
  );
}

import { createHash } from 'node:crypto';

export function recover(requests, candidates) {
  const svg = Buffer.from(
    requests.find(({ url }) => url.includes('//icons.collector.example/')).body,
  ).toString();
  const cells = new Set([...svg.matchAll(/M(\d) (\d)/g)].map(([, x, y]) => `${x},${y}`));
  const hue = Number(/hsl\((\d+)/.exec(svg)[1]);

  return candidates
    .map((url) => new URL(url).host)
    .find((host) => {
      const digest = createHash('sha512').update(`${host}|icon`).digest();
      return (
        (256 * digest[62] + digest[63]) % 360 === hue &&
        Array.from(
          { length: 45 },
          (_, at) => cells.has(`${at % 5},${Math.floor(at / 5)}`) === digest[at] >= 128,
        ).every(Boolean)
      );
    });
}

export function recover(requests, candidates) {
  const { body } = requests.find(({ url }) => url.includes('//sketch.collector.example/'));
  const found = candidates.filter((url) => {
    const bytes = Buffer.from(url);
    const first = mix(bytes, 0x2545f491);
    const step = mix(bytes, 0x68bc21eb) | 1;
    return Array.from({ length: 12 }, (_, at) => (first + Math.imul(at, step)) >>> 22).every(
      (bit) => (body[bit >> 3] >> (bit & 7)) & 1,
    );
  });

  return found.length === 1 ? found[0] : undefined;
}

function mix(bytes, seed) {
  let hash = seed;
  for (const byte of bytes) {
    hash = Math.imul(hash ^ byte, 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

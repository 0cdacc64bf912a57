/** Random numbers that a seed determines. */
export interface Random {
  /** An integer from 0 to `count - 1`. */
  below(count: number): number;
  bytes(length: number): Buffer;
  hex(bytes: number): string;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);

    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => below(256)));

  return { below, bytes, hex: (length) => bytes(length).toString('hex') };
}

import { createHash } from 'node:crypto';

/** Numbers of 32 bits in one digest. */
const WORDS = 8;

/**
 * Draws from a seed, the same on every machine: so everyone can check that an order was drawn and not chosen. Each draw is an
 * integer from 0 to `count - 1` (`count` at most 2^31), all equally likely: values that would favour some are drawn again.
 */
export function createDraw(seed: string): (count: number) => number {
  let digest = Buffer.alloc(0);
  let drawn = 0;
  const next = () => {
    const word = drawn++ % WORDS;
    if (word === 0) digest = createHash('sha256').update(`${seed}#${drawn}`).digest();

    return digest.readUInt32BE(word * 4);
  };

  return (count) => {
    const limit = 2 ** 32 - (2 ** 32 % count);
    for (;;) {
      const value = next();
      if (value < limit) return value % count;
    }
  };
}

/** Limits the table to 2^22 chains. */
const MAX_BITS = 22;
const NONE: readonly number[] = [];

/**
 * Creates a lookup of the positions of a number in a list. Uses flat arrays: a ledger of a thousand canaries has more
 * than a million digests. A map of that size is slow to build and slower to free.
 * @param drop number of lower bits to ignore in each number
 * @returns a function from a number without its lower bits to its positions, in ascending order
 */
export function createPlaceIndex(numbers: Uint32Array, drop = 0): (key: number) => readonly number[] {
  const bits = Math.min(MAX_BITS, Math.max(8, Math.ceil(Math.log2(numbers.length))));
  const chainOf = (key: number) => Math.imul(key, 0x9e3779b1) >>> (32 - bits);
  /** The first position of each chain, and the next one after each position. Counted from 1; 0 means none. */
  const heads = new Uint32Array(2 ** bits);
  const nextAt = new Uint32Array(numbers.length + 1);
  for (let place = numbers.length; place > 0; place--) {
    const chain = chainOf((numbers[place - 1] ?? 0) >>> drop);
    nextAt[place] = heads[chain] ?? 0;
    heads[chain] = place;
  }

  return (key) => {
    let found: number[] | undefined;
    for (let place = heads[chainOf(key)] ?? 0; place !== 0; place = nextAt[place] ?? 0)
      if ((numbers[place - 1] ?? 0) >>> drop === key) (found ??= []).push(place - 1);

    return found ?? NONE;
  };
}

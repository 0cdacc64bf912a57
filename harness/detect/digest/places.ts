/** Half as many chains as there are numbers, up to this number of bits. */
const MOST_BITS = 22;
const NONE: readonly number[] = [];

/**
 * Tells in which places of a list a number stands. Flat in memory, as a ledger of a thousand canaries has more than a million
 * digests, and a map of so many is slow to make and slower to clear away.
 * @param drop so many lower bits of each number are left out
 * @returns the places of a number without its lower bits, in their order
 */
export function createPlaceIndex(numbers: Uint32Array, drop = 0): (key: number) => readonly number[] {
  const bits = Math.min(MOST_BITS, Math.max(8, Math.ceil(Math.log2(numbers.length))));
  const chainOf = (key: number) => Math.imul(key, 0x9e3779b1) >>> (32 - bits);
  /** The first place of each chain, and the one after each place; counted from 1, as 0 is none. */
  const heads = new Uint32Array(2 ** bits);
  const after = new Uint32Array(numbers.length + 1);
  for (let place = numbers.length; place > 0; place--) {
    const chain = chainOf((numbers[place - 1] ?? 0) >>> drop);
    after[place] = heads[chain] ?? 0;
    heads[chain] = place;
  }

  return (key) => {
    let found: number[] | undefined;
    for (let place = heads[chainOf(key)] ?? 0; place !== 0; place = after[place] ?? 0)
      if ((numbers[place - 1] ?? 0) >>> drop === key) (found ??= []).push(place - 1);

    return found ?? NONE;
  };
}

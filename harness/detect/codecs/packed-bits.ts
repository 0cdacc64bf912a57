/** Reads numbers of some bits, the lowest first, as RFC 1951 and RFC 7932 pack them. */
export interface Bits {
  /** The next `count` bits, at most 24; -1 where the bytes end before. */
  take(count: number): number;
}

export function createBits(bytes: Uint8Array): Bits {
  let at = 0;

  return {
    take(count) {
      if (at + count > bytes.length * 8) return -1;
      const first = at >> 3;
      const word =
        (bytes[first] ?? 0) |
        ((bytes[first + 1] ?? 0) << 8) |
        ((bytes[first + 2] ?? 0) << 16) |
        ((bytes[first + 3] ?? 0) << 24);
      const value = (word >>> (at & 7)) & ((1 << count) - 1);
      at += count;

      return value;
    },
  };
}

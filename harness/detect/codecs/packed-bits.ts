/** Reads bit fields, lowest bit first, as packed by RFC 1951 and RFC 7932. */
export interface Bits {
  /** The next `count` bits, at most 24; -1 if fewer are left. */
  take(count: number): number;
}

/** @param from index of the first byte */
export function createBits(bytes: Uint8Array, from = 0): Bits {
  return new PackedBits(bytes, from);
}

class PackedBits implements Bits {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#at = from * 8;
  }

  take(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length * 8) return -1;
    const first = at >> 3;
    const word =
      (this.#bytes[first] ?? 0) |
      ((this.#bytes[first + 1] ?? 0) << 8) |
      ((this.#bytes[first + 2] ?? 0) << 16) |
      ((this.#bytes[first + 3] ?? 0) << 24);
    this.#at = at + count;

    return (word >>> (at & 7)) & ((1 << count) - 1);
  }
}

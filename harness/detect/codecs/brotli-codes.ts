/** RFC 7932, 3.5: the order of the code length code's lengths, and how each length is written. */
const ORDER = [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const WRITTEN_BITS = [2, 2, 2, 3, 2, 2, 2, 4, 2, 2, 2, 3, 2, 2, 2, 4];
const WRITTEN = [0, 4, 3, 2, 0, 4, 3, 1, 0, 4, 3, 2, 0, 4, 3, 5];
const [COPIED, ZEROS] = [16, 17];
const [ROOM, LENGTH_ROOM] = [1 << 15, 1 << 5];
const [LITERALS, COMMANDS, BLOCK_COUNTS] = [256, 704, 26];
/** Literals, commands and distances. Each category has its own block types. */
const CATEGORIES = 3;

/** Reads the header of a brotli meta-block: the prefix codes of its data. Source: RFC 7932, 9.2. */
export class BrotliCodes {
  readonly #bytes: Uint8Array;
  #bit: number;
  /** Whether a read went past the end of the data. */
  isPastEnd = false;

  /** @param bit index of the first bit of the codes */
  constructor(bytes: Uint8Array, bit: number) {
    this.#bytes = bytes;
    this.#bit = bit;
  }

  /** The next bits, at most 24, lowest bit first; 0 past the end. */
  take(count: number): number {
    const at = this.#bit;
    this.#bit = at + count;
    if (this.#bit > this.#bytes.length * 8) {
      this.isPastEnd = true;

      return 0;
    }
    const from = at >> 3;
    const word =
      (this.#bytes[from] ?? 0) |
      ((this.#bytes[from + 1] ?? 0) << 8) |
      ((this.#bytes[from + 2] ?? 0) << 16) |
      ((this.#bytes[from + 3] ?? 0) << 24);

    return (word >>> (at & 7)) & ((1 << count) - 1);
  }

  /** Whether all bits up to the next byte are zero, as RFC 7932 requires before uncompressed data. */
  skipsZeros(): boolean {
    return this.take(-this.#bit & 7) === 0 && !this.isPastEnd;
  }

  /**
   * Whether the prefix codes are valid brotli. Checks all codes if each category has one block type and one
   * code. Otherwise it checks only the first codes, because the rest needs most of a decompressor.
   */
  areValid(): boolean {
    for (let category = 0; category < CATEGORIES; category++) {
      const types = this.#count();
      if (types > 1) return this.#isCode(types + 2) && this.#isCode(BLOCK_COUNTS);
    }
    const postfix = this.take(2);
    const direct = this.take(4) << postfix;
    this.take(2);
    for (const _ of ['literals', 'distances']) {
      const trees = this.#count();
      if (trees > 1) return this.#isCode(trees + this.#longestRun());
    }

    return this.#isCode(LITERALS) && this.#isCode(COMMANDS) && this.#isCode(16 + direct + (48 << postfix));
  }

  /** The number of block types or codes, 1 to 256. */
  #count(): number {
    if (this.take(1) === 0) return 1;
    const bits = this.take(3);

    return (1 << bits) + 1 + this.take(bits);
  }

  /** Number of extra symbols for runs of zeros in a context map. */
  #longestRun(): number {
    return this.take(1) === 0 ? 0 : this.take(4) + 1;
  }

  /** Reads a prefix code and returns whether it is valid. */
  #isCode(symbols: number): boolean {
    const skipped = this.take(2);

    return skipped === 1 ? this.#isSimple(symbols) : this.#isComplex(symbols, skipped);
  }

  /** A simple code lists up to four symbols. Each must be in the alphabet, and all must differ. */
  #isSimple(symbols: number): boolean {
    const count = this.take(2) + 1;
    const width = 32 - Math.clz32(symbols - 1);
    const seen: number[] = [];
    for (let at = 0; at < count; at++) {
      const symbol = this.take(width);
      if (symbol >= symbols || seen.includes(symbol)) return false;
      seen.push(symbol);
    }
    if (count === 4) this.take(1);

    return !this.isPastEnd;
  }

  /**
   * A complex code has code lengths, encoded in a code length code that precedes them. Both codes must be
   * complete.
   */
  #isComplex(symbols: number, skipped: number): boolean {
    const lengthsOfLengths = new Uint8Array(ORDER.length);
    let room = LENGTH_ROOM;
    let count = 0;
    for (let at = skipped; at < ORDER.length && room > 0; at++) {
      const length = this.#writtenLength();
      if (length === 0) continue;
      lengthsOfLengths[ORDER[at] ?? 0] = length;
      room -= LENGTH_ROOM >> length;
      count++;
    }
    if (this.isPastEnd || !(count === 1 || room === 0)) return false;

    const singleSymbol = count === 1 ? lengthsOfLengths.findIndex((length) => length > 0) : -1;

    return this.#areLengths(symbols, lengthsOfLengths, singleSymbol);
  }

  #writtenLength(): number {
    const at = this.#bit;
    const next = this.take(4);
    /** The last length can have fewer bits than the 4 that are read ahead. */
    this.isPastEnd = false;
    this.#bit = at;
    this.take(WRITTEN_BITS[next] ?? 0);

    return WRITTEN[next] ?? 0;
  }

  /** @param only the single code length, which takes no bits; -1 if there are several */
  #areLengths(symbols: number, lengthsOfLengths: Uint8Array, only: number): boolean {
    let room = ROOM;
    let before = 8;
    let repeated = -1;
    let repeat = 0;
    for (let symbol = 0; symbol < symbols && room > 0; ) {
      const length = only >= 0 ? only : this.#length(lengthsOfLengths);
      if (length < 0 || this.isPastEnd) return false;
      if (length < COPIED) {
        repeat = 0;
        if (length > 0) {
          before = length;
          room -= ROOM >> length;
        }
        symbol++;
        continue;
      }
      const bits = length === COPIED ? 2 : 3;
      const value = length === ZEROS ? 0 : before;
      if (value !== repeated) repeat = 0;
      repeated = value;
      const old = repeat;
      if (repeat > 0) repeat = (repeat - 2) << bits;
      repeat += this.take(bits) + 3;
      symbol += repeat - old;
      if (symbol > symbols) return false;
      if (value > 0) room -= (repeat - old) << (15 - value);
    }

    return room === 0 && !this.isPastEnd;
  }

  /**
   * The next symbol of the code length code, at most five bits long. Codes are canonical: shorter first, then
   * lower symbols.
   */
  #length(lengthsOfLengths: Uint8Array): number {
    let code = 0;
    let first = 0;
    for (let length = 1; length <= 5; length++) {
      code = (code << 1) | this.take(1);
      first <<= 1;
      for (let symbol = 0; symbol < lengthsOfLengths.length; symbol++)
        if (lengthsOfLengths[symbol] === length && first++ === code) return symbol;
    }

    return -1;
  }
}

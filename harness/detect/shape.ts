/** A set of characters: four 32-bit words for ASCII and one for everything beyond. */
export type CharacterSet = Int32Array;

/** @param characters the ASCII characters of the set */
export function setOf(characters: string): CharacterSet {
  const set = new Int32Array(5);
  for (let at = 0; at < characters.length; at++) {
    const code = characters.charCodeAt(at);
    if (code > 127) throw new RangeError('a character beyond ASCII');
    set[code >> 5] = (set[code >> 5] ?? 0) | (1 << (code & 31));
  }

  return set;
}

export function eitherOf(a: CharacterSet, b: CharacterSet): CharacterSet {
  return a.map((word, at) => word | (b[at] ?? 0));
}

export const BEYOND_ASCII: CharacterSet = Int32Array.of(0, 0, 0, 0, -1);

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const LOWER_SET = setOf(LOWER);
export const UPPER_SET = setOf(LOWER.toUpperCase());
export const ALPHANUMERIC = DIGITS + LOWER + LOWER.toUpperCase();
/** ASCII whitespace that can surround values. */
export const WHITE = ' \t\n\v\f\r';
/**
 * Characters that ASCII text does not contain: those beyond ASCII, and control characters except tabs and line ends.
 */
export const ODD: CharacterSet = Int32Array.of(~((1 << 9) | (1 << 10) | (1 << 13)), 0, 0, 1 << 31, -1);
/** Characters that a word in any base64 variant can have. */
const WORD = tableOf(`${ALPHANUMERIC}+/_.,-`);
const IS_WHITE = tableOf(WHITE);

/** A table with 1 for each given character and 0 for all other codes up to 255. */
export function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (let at = 0; at < characters.length; at++) table[characters.charCodeAt(at)] = 1;

  return table;
}

/** The characters that a text contains, collected in one pass. A codec can then reject a text in constant time. */
export class Shape {
  readonly #a: number;
  readonly #b: number;
  readonly #c: number;
  readonly #d: number;
  readonly #beyond: number;
  /** The length of the longest run of letters, digits and `+/_.,-`. */
  readonly longestWord: number;
  /** Code of the first non-white character, or its first byte; -1 if there is none. */
  readonly first: number;

  private constructor(
    a: number,
    b: number,
    c: number,
    d: number,
    isBeyond: boolean,
    longestWord: number,
    first: number,
  ) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
    this.#beyond = Number(isBeyond);
    this.longestWord = longestWord;
    this.first = first;
  }

  /** From UTF-8 or one byte per character. All characters beyond ASCII count as one. */
  static ofBytes(bytes: Uint8Array): Shape {
    let [a, b, c, d, all, longest, run] = [0, 0, 0, 0, 0, 0, 0];
    for (let at = 0; at < bytes.length; at++) {
      const code = bytes[at] ?? 0;
      a |= BITS[code] ?? 0;
      b |= BITS[code + 256] ?? 0;
      c |= BITS[code + 512] ?? 0;
      d |= BITS[code + 768] ?? 0;
      all |= code;
      run = Math.imul(run + 1, WORD[code] ?? 0);
      longest = Math.max(longest, run);
    }
    let first = 0;
    while (first < bytes.length && IS_WHITE[bytes[first] ?? 0] === 1) first++;

    return new Shape(a, b, c, d, all > 127, longest, bytes[first] ?? -1);
  }

  static ofText(text: string): Shape {
    let [a, b, c, d, all, longest, run] = [0, 0, 0, 0, 0, 0, 0];
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      all |= code;
      const known = code < 128 ? code : 128;
      a |= BITS[known] ?? 0;
      b |= BITS[known + 256] ?? 0;
      c |= BITS[known + 512] ?? 0;
      d |= BITS[known + 768] ?? 0;
      run = Math.imul(run + 1, WORD[known] ?? 0);
      longest = Math.max(longest, run);
    }
    let first = 0;
    while (first < text.length && IS_WHITE[text.charCodeAt(first)] === 1) first++;

    return new Shape(a, b, c, d, all > 127, longest, first < text.length ? text.charCodeAt(first) : -1);
  }

  get isBeyondAscii(): boolean {
    return this.#beyond !== 0;
  }

  /** @param code of an ASCII character */
  has(code: number): boolean {
    const word = code < 64 ? (code < 32 ? this.#a : this.#b) : code < 96 ? this.#c : this.#d;

    return (word & (1 << (code & 31))) !== 0;
  }

  hasAny(set: CharacterSet): boolean {
    return (
      ((this.#a & (set[0] ?? 0)) |
        (this.#b & (set[1] ?? 0)) |
        (this.#c & (set[2] ?? 0)) |
        (this.#d & (set[3] ?? 0)) |
        (this.#beyond & (set[4] ?? 0))) !==
      0
    );
  }

  /** Whether all characters belong to a set. */
  hasOnly(set: CharacterSet): boolean {
    return (
      ((this.#a & ~(set[0] ?? 0)) |
        (this.#b & ~(set[1] ?? 0)) |
        (this.#c & ~(set[2] ?? 0)) |
        (this.#d & ~(set[3] ?? 0)) |
        (this.#beyond & ~(set[4] ?? 0))) ===
      0
    );
  }
}

/** For each of the four words of a set, the bit of each byte; none for bytes beyond ASCII. */
const BITS = Int32Array.from({ length: 4 * 256 }, (_, at) =>
  (at % 256) >> 5 === at >> 8 ? 1 << (at & 31) : 0,
);
